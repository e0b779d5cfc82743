import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "../../gates/parse-json.ts";
import type { Watch } from "./decide.ts";

const watch = z.object({ startedAt: z.number(), until: z.number(), seenUntil: z.number(), unseen: z.number() });
const line = z.discriminatedUnion("event", [
  z.object({ event: z.literal("watching"), at: z.string(), watch, note: z.string().optional() }),
  z.object({ event: z.literal("ended"), at: z.string(), outcome: z.string(), note: z.string() }),
]);

export type WatchLine = z.infer<typeof line>;

/**
 * The record of a stack's watches, a JSON object a line: it outlives the process that watches. Each entry begins a line, so
 * that one which was cut spoils no other.
 */
export class WatchRecord {
  readonly file: string;

  readonly #show: ((line: string) => void) | undefined;

  /**
   * @param home run folder of the stack
   * @param show gets each line as it is written
   */
  constructor(home: string, show?: (line: string) => void) {
    this.file = path.join(home, "watch.jsonl");
    this.#show = show;
  }

  /** The watch that was under way when the record ends; undefined when the last one has ended, or there was none. */
  unfinished(): Watch | undefined {
    if (!fs.existsSync(this.file)) return undefined;
    const lines = fs
      .readFileSync(this.file, "utf8")
      .split("\n")
      .flatMap((text) => {
        // A line that a dying machine has cut says nothing; the one before it does.
        const parsed = line.safeParse(parseJson(text));
        return parsed.success ? [parsed.data] : [];
      });
    const last = lines.at(-1);
    return last?.event === "watching" ? last.watch : undefined;
  }

  write(entry: WatchLine): void {
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    const text = JSON.stringify(entry);
    fs.appendFileSync(this.file, `\n${text}`);
    this.#show?.(text);
  }
}
