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

/** How a terminal in raw mode sends Ctrl-C. */
const CTRL_C = 3;

/**
 * Begins below what was printed so far. The cursor is hidden until the region is closed, or the process ends in whatever
 * way it can notice.
 *
 * @param terminal one that knows its size
 * @param keyboard of the same terminal
 */
export function openLiveRegion(terminal: NodeJS.WriteStream, keyboard: NodeJS.ReadStream): LiveRegion {
  const unmute = muteKeys(keyboard);
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
      unmute();
    },
  };
}

/** What is typed must not move what is drawn. Ctrl-C interrupts as ever; nobody waits for a key. */
function muteKeys(keyboard: NodeJS.ReadStream): () => void {
  const onKeys = (keys: Buffer) => {
    if (keys.includes(CTRL_C)) {
      process.kill(process.pid, "SIGINT");
    }
  };
  // A terminal that is closed can be neither read nor set; an update outlives it.
  keyboard.on("error", ignore);
  keyboard.setRawMode(true);
  keyboard.on("data", onKeys).unref();
  return () => {
    keyboard.off("data", onKeys).pause().ref();
    keyboard.setRawMode(false);
    keyboard.off("error", ignore);
  };
}

function ignore(): void {}
