import type { Terminal } from "../terminal.ts";
import { DiffDisplay } from "./diff-display.ts";
import { type Display, type DisplayOptions, printed } from "./display.ts";
import { ProgressDisplay } from "./progress-display.ts";

/** `progress`: a tree that is drawn in its place where the terminal can do that, else lines. */
export type DisplayStyle = "progress" | "diff";

/** Prints what is about to be done and begins to show it. */
export async function openDisplay(
  headline: string,
  style: DisplayStyle,
  terminal: Terminal,
  options: DisplayOptions,
): Promise<Display> {
  const print = (line: string) => terminal.print(line);
  print(options.palette.heading(headline));
  if (style === "progress" && terminal.openLiveRegion !== undefined) {
    // As what draws: loaded where it is needed.
    const { TreeDisplay } = await import("./tree-display.ts");
    return new TreeDisplay(options, await terminal.openLiveRegion(), print);
  }
  return style === "diff"
    ? // As in the CLI, so that the difference alone can be kept in a file.
      printed(new DiffDisplay(options), print, (line) => terminal.printError(line))
    : printed(new ProgressDisplay(options), print);
}
