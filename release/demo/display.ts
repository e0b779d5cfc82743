import { Listr } from "listr2";
import { describeEvent } from "../events/describe.ts";
import { COLUMNS, wrap } from "../terminal/wrap.ts";
import type { TimedEvent } from "./record.ts";
import { type Progress, renderRecent, renderStatus } from "./status.ts";

/** One line of the story while it runs. */
export interface Scene {
  readonly title: string;
  /** @returns what came of it, a few lines; the first belongs behind the title. */
  play(show: (progress: Progress) => void): Promise<readonly string[]>;
}

/** Shows the scenes one after the other. A scene that throws is the last one, and its error goes on. */
export type Display = (scenes: readonly Scene[]) => Promise<void>;

/** Of the reason for a failure; all of it is in the command's log. */
const WHY_LINES = 4;
/** Messages that are shown below the running scene: the latest. */
const SHOWN_MESSAGES = 1;
/** What is left of a line beside what the renderer puts before it. */
const LIVE_COLUMNS = COLUMNS - 4;
const TITLE_COLUMNS = 26;
const INDENT = "    ";

/** The display that suits where the output goes: a live one on a terminal, else one line for each thing that happens. */
export function displayFor(output: NodeJS.WriteStream): Display {
  return output.isTTY ? live : plain;
}

async function live(scenes: readonly Scene[]): Promise<void> {
  const tasks = scenes.map(({ title, play }) => ({
    title,
    task: async (_context: unknown, task: { title: string; output: string }) => {
      const [outcome = "", ...why] = await play((progress) => {
        task.output = renderStatus(progress).join("\n");
      });
      const lines = why.flatMap((line) => wrap(line, INDENT, LIVE_COLUMNS)).slice(0, WHY_LINES);
      task.title = [`${title.padEnd(TITLE_COLUMNS)}${outcome}`, ...lines].join("\n");
    },
    rendererOptions: { outputBar: SHOWN_MESSAGES },
  }));
  await new Listr(tasks, {
    concurrent: false,
    exitOnError: true,
    // The demo itself ends in order on a signal.
    registerSignalListeners: false,
    renderer: "default",
    rendererOptions: { collapseErrors: false, formatOutput: "truncate" },
  }).run();
}

async function plain(scenes: readonly Scene[]): Promise<void> {
  const say = (text: string, indent = "") => process.stdout.write(`${wrap(text, indent).join("\n")}\n`);
  for (const { title, play } of scenes) {
    say(title);
    const told = new Set<string>();
    let last: Progress | undefined;
    const [outcome = "", ...why] = await play((progress) => {
      last = progress;
      for (const event of progress.events.filter(isWorthALine)) {
        const key = JSON.stringify(event);
        if (!told.has(key)) say(describeEvent(event), INDENT);
        told.add(key);
      }
    });
    for (const line of why) say(line, INDENT);
    if (last?.recent) say(`last seconds: ${renderRecent(last.recent, last.steady)}`, INDENT);
    say(outcome, INDENT);
  }
}

/** Without a terminal nobody waits for the next second: only what came of things is told. */
function isWorthALine({ event }: TimedEvent): boolean {
  return event !== "gate measured" && event !== "gate started";
}
