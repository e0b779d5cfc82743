import { STOP_SIGNALS } from "./pulumi.ts";

/**
 * Aborted by the first signal that asks this process to stop. From then on no signal ends it by itself: whoever asks for
 * this ends in order, for the rest of the process.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of STOP_SIGNALS) process.on(signal, () => controller.abort());
  return controller.signal;
}
