import { type Evidence, logAbsolute, logPassing } from "./objective-test.ts";

/** Halvings of the range in which an end lies: 1e-9 of it is left. */
const HALVINGS = 30;
const LEAST = 1e-9;

/**
 * Both ends of what the canary's rate may be: the rates that the evidence does not reject at 1/β on either side. Valid at
 * every look (a confidence sequence: Howard et al., Annals of Statistics 2021), each side wrong with probability at most β;
 * bursts weighed down as in the tests, so that the upper end is below an objective exactly when it is shown to be kept.
 */
export function confidenceInterval(evidence: Evidence, beta: number): readonly [lower: number, upper: number] {
  const bar = -Math.log(beta);
  const { bad, of } = evidence.canary;
  const rate = Math.min(1 - LEAST, Math.max(LEAST, of === 0 ? LEAST : bad / of));
  const upper = turn(rate, 1 - LEAST, (at) => logPassing(evidence, at, bar) >= bar);
  const lower = turn(rate, LEAST, (at) => logAbsolute(evidence, at, bar) >= bar);
  return [lower <= 2 * LEAST ? 0 : lower, upper >= 1 - 2 * LEAST ? 1 : upper];
}

/** Between `inside`, which is not rejected, and `outside`: where rejection begins; `outside` itself where it never does. */
function turn(inside: number, outside: number, rejects: (rate: number) => boolean): number {
  if (!rejects(outside)) return outside;
  let [kept, rejected] = [inside, outside];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (kept + rejected) / 2;
    if (rejects(middle)) rejected = middle;
    else kept = middle;
  }
  return rejected;
}
