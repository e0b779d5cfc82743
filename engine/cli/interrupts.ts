/** What the user's signals ask of a running operation. */
export interface Interrupts {
  readonly cancel: AbortSignal;
  readonly terminate: AbortSignal;
  /** Gives the signals their usual effect back. */
  dispose(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The first signal cancels, the second terminates, and each says so; a third ends the process at once.
 *
 * @param announce prints a line
 */
export function listenForInterrupts(announce: (line: string) => void): Interrupts {
  const cancel = new AbortController();
  const terminate = new AbortController();
  const onSignal = (signal: (typeof SIGNALS)[number]) => {
    const name = signal === "SIGINT" ? "^C" : signal;
    if (!cancel.signal.aborted) {
      announce(`${name} received; cancelling. If you would like to terminate immediately, press ^C again.`);
      announce("Note that terminating immediately may lead to orphaned resources and other inconsistencies.");
      cancel.abort();
    } else if (!terminate.signal.aborted) {
      announce(`${name} received; terminating`);
      terminate.abort();
    } else {
      process.exit(1);
    }
  };
  for (const signal of SIGNALS) {
    process.on(signal, onSignal);
  }
  return {
    cancel: cancel.signal,
    terminate: terminate.signal,
    dispose: () => {
      for (const signal of SIGNALS) {
        process.off(signal, onSignal);
      }
    },
  };
}
