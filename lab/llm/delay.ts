/** How long a completion takes, in milliseconds, both ends included. */
export interface DelayRange {
  readonly min: number;
  readonly max: number;
}

const MAX_DELAY_MS = 600_000;

/** Reads "500-900" or "700"; undefined when it is neither, runs backwards, or exceeds ten minutes. */
export function parseDelayRange(text: string): DelayRange | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text.trim());
  if (match === null) return undefined;
  const min = Number(match[1]);
  const max = Number(match[2] ?? match[1]);
  return min <= max && max <= MAX_DELAY_MS ? { min, max } : undefined;
}

/** @param fraction from 0 up to 1, exclusive: where in the range. */
export function delayAt(range: DelayRange, fraction: number): number {
  // A fraction just below 1 may round up to 1 in the product.
  return Math.min(range.max, Math.floor(range.min + fraction * (range.max - range.min + 1)));
}
