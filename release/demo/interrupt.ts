const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Somebody wants the demo to end. */
export class Interrupted extends Error {
  constructor(by: string) {
    super(`ended by ${by}`);
    this.name = "Interrupted";
  }
}

export interface Interrupts {
  /** Aborted by the first signal, with `Interrupted` as its reason, or by an error that nobody caught: end in order. */
  readonly signal: AbortSignal;
  /** Aborted by the second signal: end at once. */
  readonly hurry: AbortSignal;
  stopListening(): void;
}

/** Takes signals and uncaught errors into the demo's own hands, so that it can take down what it has made. */
export function listenForInterrupts(): Interrupts {
  const first = new AbortController();
  const second = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    (first.signal.aborted ? second : first).abort(new Interrupted(name));
  };
  const onError = (error: unknown) => first.abort(error);
  // A reader that has gone (`| head`) wants no more output, and no processes left behind either.
  const onBrokenPipe = () => first.abort(new Interrupted("a closed output"));
  for (const name of SIGNALS) process.on(name, onSignal);
  process.on("uncaughtException", onError);
  process.stdout.on("error", onBrokenPipe);
  return {
    signal: first.signal,
    hurry: second.signal,
    stopListening() {
      for (const name of SIGNALS) process.off(name, onSignal);
      process.off("uncaughtException", onError);
    },
  };
}
