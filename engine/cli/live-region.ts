import { createLogUpdate } from "log-update";

/** The last lines of a terminal, drawn again and again in their place. There is one at a time. */
export interface LiveRegion {
  /** Of the terminal, in columns and lines. */
  readonly width: number;
  readonly height: number;
  /** @param lines no wider than the terminal, and at least one fewer than it has */
  draw(lines: readonly string[]): void;
  onResize(listener: () => void): void;
  /** Clears the region and shows the cursor again: what is printed next takes its place. */
  close(): void;
}

/**
 * Begins below what was printed so far. The cursor is hidden until the region is closed, or the process ends in whatever
 * way it can notice.
 *
 * @param terminal one that knows its size
 */
export function openLiveRegion(terminal: NodeJS.WriteStream): LiveRegion {
  const update = createLogUpdate(terminal);
  const listeners: (() => void)[] = [];
  return {
    get width() {
      return terminal.columns;
    },
    get height() {
      return terminal.rows;
    },
    draw(lines) {
      if (lines.length > 0) {
        update(lines.join("\n"));
      }
    },
    onResize(listener) {
      listeners.push(listener);
      terminal.on("resize", listener);
    },
    close() {
      for (const listener of listeners) {
        terminal.off("resize", listener);
      }
      update.clear();
      update.done();
    },
  };
}
