import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { eventLog, parseEvent } from "../gates/events.ts";
import { parseJson } from "../gates/parse-json.ts";
import { type Message, messageOf } from "./message.ts";
import { senderLog } from "./start.ts";

/** What nobody wants to be told any more, in ms: a receiver that comes back after days is not to get the days. */
const OUT_OF_DATE_MS = 24 * 3600_000;

const mark = z.object({
  /** Up to which byte of the log of events everybody has been told. */
  sent: z.number().int().min(0),
  /** Why the last attempt failed, without its receiver. */
  failure: z.string().optional(),
});

type Mark = z.infer<typeof mark>;

/** A message, and the byte of the log up to which everybody has been told once it has been. */
export interface Outgoing {
  readonly message: Message;
  readonly end: number;
}

/**
 * What is still to be told: the log of events is the outbox, and a mark beside it says how far it has been sent. So nothing
 * is lost with a process, the order is the log's, and what was sent just before a process died is sent again.
 */
export class Outbox {
  readonly #stack: string;
  readonly #log: string;
  readonly #markFile: string;

  /** @param home run folder of the stack */
  constructor(stack: string, home: string) {
    this.#stack = stack;
    this.#log = eventLog(home);
    this.#markFile = path.join(home, "notified.json");
  }

  /** Where nobody was ever told anything, what was before is nobody's business any more. @param since ms since 1970 */
  begin(since: number): void {
    if (this.#mark()) return;
    const first = this.#messages().find(({ message }) => Date.parse(message.at) >= since);
    this.#write({ sent: first ? first.begin : this.#size() });
  }

  /** The next message, and how many more there are. @param now ms since 1970 */
  next(now: number): { readonly first: Outgoing | undefined; readonly pending: number } {
    const sent = this.#mark()?.sent ?? this.#size();
    const waiting = this.#messages().filter(
      ({ end, message }) => end > sent && now - Date.parse(message.at) <= OUT_OF_DATE_MS,
    );
    return { first: waiting[0], pending: waiting.length };
  }

  /** Why the last attempt has failed. */
  failure(): string | undefined {
    return this.#mark()?.failure;
  }

  /** @param outgoing was told, or never will be. */
  settle({ end }: Outgoing): void {
    this.#write({ sent: end });
  }

  fail(failure: string): void {
    this.#write({ sent: this.#mark()?.sent ?? this.#size(), failure });
  }

  #messages(): (Outgoing & { readonly begin: number })[] {
    if (!fs.existsSync(this.#log)) return [];
    let [begin, end] = [0, 0];
    let committed: number | undefined;
    // A line without its end is still being written.
    const lines = fs.readFileSync(this.#log, "utf8").split("\n").slice(0, -1);
    return lines.flatMap((line) => {
      [begin, end] = [end, end + Buffer.byteLength(line) + 1];
      const event = parseEvent(line);
      if (!event) return [];
      const message = messageOf(this.#stack, event, committed);
      if (event.event === "weights committed") committed = event.percent;
      return message ? [{ message, begin, end }] : [];
    });
  }

  #size(): number {
    return fs.existsSync(this.#log) ? fs.statSync(this.#log).size : 0;
  }

  #mark(): Mark | undefined {
    if (!fs.existsSync(this.#markFile)) return undefined;
    const found = mark.safeParse(parseJson(fs.readFileSync(this.#markFile, "utf8"))).data;
    // Else it is of a log that was begun anew since.
    return found && found.sent <= this.#size() ? found : undefined;
  }

  #write(value: Mark): void {
    fs.mkdirSync(path.dirname(this.#markFile), { recursive: true });
    fs.writeFileSync(`${this.#markFile}.tmp`, JSON.stringify(value));
    fs.renameSync(`${this.#markFile}.tmp`, this.#markFile);
  }
}

/** One line on what could not be told until now, without its receiver; undefined where there is nothing. @param now ms since 1970 */
export function describeUnsent(stack: string, home: string, now: number): string | undefined {
  const outbox = new Outbox(stack, home);
  const failure = outbox.failure();
  const { pending } = outbox.next(now);
  if (failure === undefined || pending === 0) return undefined;
  return `notifications: ${pending} could not be sent until now (${failure}); see ${senderLog(home)}`;
}
