import fs from "node:fs";
import { eventLog, parseEvent, type RecordedEvent } from "../../../gates/events.ts";

/** The events of a stack as they come: only what was appended is read, since a log grows over many releases. */
export class EventTail {
  readonly #file: string;
  readonly #events: RecordedEvent[] = [];
  /** Bytes of the file that are read: up to the end of a line. */
  #read = 0;

  /** @param home run folder of the stack */
  constructor(home: string) {
    this.#file = eventLog(home);
  }

  /** All events so far, the oldest first. */
  get events(): readonly RecordedEvent[] {
    return this.#events;
  }

  /** @returns those that have come since the last look */
  look(): readonly RecordedEvent[] {
    const size = fs.statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    // Another file, or one that was begun anew.
    if (size < this.#read) {
      this.#read = 0;
      this.#events.length = 0;
    }
    if (size === this.#read) return [];
    const piece = Buffer.alloc(size - this.#read);
    const file = fs.openSync(this.#file, "r");
    try {
      fs.readSync(file, piece, 0, piece.length, this.#read);
    } finally {
      fs.closeSync(file);
    }
    const whole = piece.lastIndexOf("\n") + 1;
    this.#read += whole;
    const lines = piece.subarray(0, whole).toString("utf8").split("\n");
    const fresh = lines.flatMap((line) => parseEvent(line) ?? []);
    this.#events.push(...fresh);
    return fresh;
  }
}
