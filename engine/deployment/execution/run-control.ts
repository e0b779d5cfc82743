/** Why a run starts nothing more. */
export type StopReason = "failed" | "canceled";

/** The run has stopped: this was not started. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  constructor() {
    super("the deployment has stopped");
  }
}

/** Lets at most so many steps run at once, and none any more once the run has stopped. */
export class RunControl {
  private free: number;
  private readonly queue: (() => void)[] = [];
  private underWay = 0;
  private readonly whenIdle: (() => void)[] = [];
  private readonly stopping = Promise.withResolvers<void>();
  private stopReason: StopReason | undefined;
  private hasFailed = false;

  constructor(parallel: number) {
    this.free = parallel;
  }

  /** Undefined while the run goes on. The first reason stays. */
  get reason(): StopReason | undefined {
    return this.stopReason;
  }

  /** True when the run cannot succeed any more, whether or not it goes on. */
  get failed(): boolean {
    return this.hasFailed;
  }

  fail(): void {
    this.hasFailed = true;
  }

  /** Settles when the run stops before its end. */
  get stopped(): Promise<void> {
    return this.stopping.promise;
  }

  stop(reason: StopReason): void {
    this.stopReason ??= reason;
    if (reason === "failed") this.fail();
    this.stopping.resolve();
    for (const proceed of this.queue.splice(0)) proceed();
  }

  /**
   * Runs a chain of steps when there is room. A chain that has begun asks `mustGoOn` before each of its steps.
   * @throws StoppedError when the run stops before it begins
   */
  async run<Result>(chain: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((proceed) => this.queue.push(proceed));
    this.mustGoOn();
    this.underWay++;
    try {
      return await chain();
    } finally {
      this.underWay--;
      const next = this.queue.shift();
      if (next === undefined) this.free++;
      else next();
      if (this.underWay === 0) for (const proceed of this.whenIdle.splice(0)) proceed();
    }
  }

  /** @throws StoppedError when the run has stopped */
  mustGoOn(): void {
    if (this.stopReason !== undefined) throw new StoppedError();
  }

  /** Settles when nothing is under way. */
  async idle(): Promise<void> {
    if (this.underWay > 0) await new Promise<void>((proceed) => this.whenIdle.push(proceed));
  }
}
