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
  private finished = false;
  private readonly ending = Promise.withResolvers<void>();
  private readonly options: ConstructorParameters<typeof Turns>[0];

  constructor(options: {
    /** Whose turn it is, each taken modulo how many wait; from the start again at the end. Not empty. */
    readonly choices: readonly number[];
    /** After so many turns the engine is killed, and nobody gets a turn any more. */
    readonly killAfter: number | undefined;
    /** Settles when a message that was on its way has come: when nothing happens meanwhile, everything waits. */
    readonly pause: () => Promise<void>;
  }) {
    this.options = options;
    void this.go();
  }

  get over(): boolean {
    return this.finished;
  }

  /** Settles when nobody gets a turn any more. */
  get ended(): Promise<void> {
    return this.ending.promise;
  }

  /** @throws GoneError */
  wait(): Promise<void> {
    this.noteActivity();
    return new Promise((proceed, refuse) => {
      if (this.finished) refuse(new GoneError());
      else this.waiting.push({ proceed, refuse });
    });
  }

  noteActivity(): void {
    this.activity += 1;
  }

  /** Refuses all from now on. */
  end(): void {
    this.finished = true;
    this.ending.resolve();
    for (const { refuse } of this.waiting.splice(0)) refuse(new GoneError());
  }

  private async go(): Promise<void> {
    const { choices, killAfter } = this.options;
    while (!this.finished) {
      await this.quiet();
      if (this.waiting.length === 0) continue;
      const choice = choices[this.given % choices.length] ?? 0;
      const [chosen] = this.waiting.splice(choice % this.waiting.length, 1);
      this.given += 1;
      this.noteActivity();
      chosen?.proceed();
      if (this.given === killAfter) this.end();
    }
  }

  private async quiet(): Promise<void> {
    for (let last = -1; last !== this.activity; ) {
      last = this.activity;
      await this.options.pause();
    }
  }
}
