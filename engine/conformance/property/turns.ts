import { setImmediate } from "node:timers/promises";

/**
 * How long nothing must happen before it is taken for certain that everything waits, in turns of the event loop: a
 * message between two ends in this process takes a few.
 */
const QUIET_TURNS = 12;

/** The engine was killed: there is nobody to answer. */
export class GoneError extends Error {
  override readonly name = "GoneError";
}

/**
 * Lets one of those who wait go on, when all wait: which, a list of numbers says. So what happens at once, and in which
 * order, does not depend on the machine, and can be had again.
 */
export class Turns {
  private waiting: { readonly proceed: () => void; readonly refuse: (error: Error) => void }[] = [];
  private activity = 0;
  private given = 0;
  private running = true;
  private readonly choices: readonly number[];
  private readonly endsAfter: number;

  /**
   * @param choices whose turn it is, each a number that is taken modulo how many wait; from the start again at the end
   * @param endsAfter after how many turns the engine is killed: from then on all are refused
   */
  constructor(choices: readonly number[], endsAfter = Number.POSITIVE_INFINITY) {
    this.choices = choices;
    this.endsAfter = endsAfter;
    void this.go();
  }

  /** True when the engine was killed. */
  get gone(): boolean {
    return this.given >= this.endsAfter;
  }

  get count(): number {
    return this.given;
  }

  /** @throws GoneError */
  wait(): Promise<void> {
    this.noteActivity();
    return new Promise((proceed, refuse) => {
      if (this.gone) refuse(new GoneError());
      else this.waiting.push({ proceed, refuse });
    });
  }

  noteActivity(): void {
    this.activity += 1;
  }

  stop(): void {
    this.running = false;
  }

  private async go(): Promise<void> {
    while (this.running) {
      await this.quiet();
      if (this.waiting.length === 0) continue;
      const choice = this.choices[this.given % this.choices.length] ?? 0;
      const [chosen] = this.waiting.splice(choice % this.waiting.length, 1);
      this.given += 1;
      this.noteActivity();
      chosen?.proceed();
      if (this.gone) for (const { refuse } of this.waiting.splice(0)) refuse(new GoneError());
    }
  }

  private async quiet(): Promise<void> {
    let last = -1;
    while (last !== this.activity) {
      last = this.activity;
      for (let turn = 0; turn < QUIET_TURNS; turn += 1) await setImmediate();
    }
  }
}
