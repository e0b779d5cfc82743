/** KL(Bernoulli(p) ‖ Bernoulli(q)) in nats. */
export function divergence(p: number, q: number): number {
  const part = (a: number, b: number) => (a === 0 ? 0 : a * Math.log(a / b));
  return part(p, q) + part(1 - p, 1 - q);
}

export interface Difference {
  readonly canary: number;
  readonly stable: number;
  readonly objective: number;
  /** The canary's share of the requests. */
  readonly weight: number;
}

const STEPS = 10_000;

/**
 * Wald's bound: the least number of the canary's requests that any test needs on average to see this difference, if it
 * fails a fit canary with probability `alpha` at most and misses this one with `beta` at most:
 *
 *     E[N] ≥ kl(1 − beta ‖ alpha) / inf (weight · KL(canary ‖ c) + (1 − weight) · KL(stable ‖ s))
 *
 * over all fit pairs (c, s): c no greater than s, nor than the objective (Wald 1945; for two streams Kaufmann, Cappé &
 * Garivier, On the Complexity of Best-Arm Identification, JMLR 2016, lemma 1). N counts both sides; the canary has its
 * share of it.
 */
export function waldBound({ canary, stable, objective, weight }: Difference, alpha: number, beta: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let step = 1; step <= STEPS; step++) {
    const fit = (objective * step) / STEPS;
    if (fit >= canary) break;
    // The stable side that is nearest to what was seen and still makes this canary fit.
    const beside = Math.max(stable, fit);
    least = Math.min(least, weight * divergence(canary, fit) + (1 - weight) * divergence(stable, beside));
  }
  return (weight * divergence(1 - beta, alpha)) / least;
}
