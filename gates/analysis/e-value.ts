import { logTails } from "./incomplete-beta.ts";
import { logBeta } from "./log-gamma.ts";

/** Bad and good events; a fraction where events were weighed down. Neither is negative. */
export interface Trials {
  readonly bad: number;
  readonly good: number;
}

/** A beta distribution: over which rates the evidence is spread before anything is seen. */
export interface Prior {
  readonly a: number;
  readonly b: number;
}

/**
 * ln of the e-value against "the rate of bad events is at most `rate`": how many times likelier the trials are under rates
 * above `rate`, mixed by the prior, than at `rate` itself:
 *
 *     E = ∫_{θ > rate} θ^bad (1 − θ)^good dπ(θ) / [rate^bad (1 − rate)^good]
 *
 * Under that hypothesis it exceeds 1/α at any look ever with probability at most α (Ville's inequality), so one may look as
 * often as one likes. The mixture of Robbins (1970); for counts Lindon & Malek, Anytime-Valid Inference for Multinomial
 * Count Data (NeurIPS 2022, arXiv:2011.03567); one-sided by cutting the prior, which keeps it conjugate.
 *
 * @param rate above 0 and below 1
 */
export function logEvidenceAbove({ bad, good }: Trials, rate: number, { a, b }: Prior): number {
  const after = logTails(rate, a + bad, b + good).upper;
  return after - logTails(rate, a, b).upper + logMixture({ bad, good }, rate, { a, b });
}

/** The same against "the rate of bad events is at least `rate`", by rates below it. */
export function logEvidenceBelow({ bad, good }: Trials, rate: number, { a, b }: Prior): number {
  const after = logTails(rate, a + bad, b + good).lower;
  return after - logTails(rate, a, b).lower + logMixture({ bad, good }, rate, { a, b });
}

/**
 * The most that any evidence against `rate` can be: that of the rate which was seen, ln of the likelihood ratio. Cheap, so
 * that the mixture is asked only where it can matter.
 */
export function logLikelihoodRatio({ bad, good }: Trials, rate: number): number {
  const of = bad + good;
  const part = (count: number, expected: number) => (count === 0 ? 0 : count * Math.log(count / of / expected));
  return part(bad, rate) + part(good, 1 - rate);
}

function logMixture({ bad, good }: Trials, rate: number, { a, b }: Prior): number {
  return logBeta(a + bad, b + good) - logBeta(a, b) - bad * Math.log(rate) - good * Math.log1p(-rate);
}
