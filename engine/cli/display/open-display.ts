import type { Terminal } from "../terminal.ts";
import { DiffDisplay } from "./diff-display.ts";
import { type Display, type DisplayOptions, printed } from "./display.ts";
import { ProgressDisplay } from "./progress-display.ts";
import { TreeDisplay } from "./tree-display.ts";

/** `tree`: drawn in its place where the terminal can do that, else as `lines`. */
export type DisplayStyle = "tree" | "lines" | "diff";

/** Prints what is about to be done and begins to show it. */
export function openDisplay(
  headline: string,
  style: DisplayStyle,
  terminal: Terminal,
  options: DisplayOptions,
): Display {
  const print = (line: string) => terminal.print(line);
  print(options.palette.heading(headline));
  if (style === "tree" && terminal.openLiveRegion !== undefined) {
    return new TreeDisplay(options, { open: terminal.openLiveRegion, print });
  }
  return style === "diff"
    ? // As in the CLI, so that the difference alone can be kept in a file.
      printed(new DiffDisplay(options), print, (line) => terminal.printError(line))
    : printed(new ProgressDisplay(options), print);
}
