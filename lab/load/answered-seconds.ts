import type { LoadMark, LoadSummary } from "./summary.ts";

/** A second of a load, counted from 1, and what became of what was sent in it. */
export type AnsweredSecond = { readonly second: number; readonly summary: LoadSummary };

/**
 * Tells of a second when all that was sent in it is answered. Told at its end, it would be the story of those who answer
 * fast: their share too large, the latency too small.
 */
export class AnsweredSeconds {
  readonly #between: (from: LoadMark, to: LoadMark) => LoadSummary;
  /** Ends of seconds that are not told of yet, and before them the end of the last one that is. */
  #marks: readonly LoadMark[];
  #told = 0;

  constructor(start: LoadMark, between: (from: LoadMark, to: LoadMark) => LoadSummary) {
    this.#between = between;
    this.#marks = [start];
  }

  /** Ends a second. @returns those that can be told now, in order */
  end(mark: LoadMark): AnsweredSecond[] {
    this.#marks = [...this.#marks, mark];
    return this.answered();
  }

  /** Those that have been answered since somebody asked. */
  answered(): AnsweredSecond[] {
    const told: AnsweredSecond[] = [];
    for (let [from, to] = this.#marks; from && to; [from, to] = this.#marks) {
      const summary = this.#between(from, to);
      if (summary.inFlight > 0) break;
      this.#told += 1;
      told.push({ second: this.#told, summary });
      this.#marks = this.#marks.slice(1);
    }
    return told;
  }
}
