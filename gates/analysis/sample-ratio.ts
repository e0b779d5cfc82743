import { logBeta } from "./log-gamma.ts";

/**
 * ln of the e-value against "each request goes to the canary with a probability within `tolerance` of `share`", relatively:
 * the sample-ratio test of Lindon & Malek (arXiv:2011.03567) with a uniform prior, at the probability in that range which
 * explains the requests best.
 *
 * @param share above 0 and below 1
 * @param tolerance 0.1: the canary may have a tenth more or less than its share
 */
export function logSampleRatioEvidence(canary: number, stable: number, share: number, tolerance: number): number {
  const seen = canary + stable === 0 ? share : canary / (canary + stable);
  const nearest = Math.min(Math.max(seen, share * (1 - tolerance)), Math.min(share * (1 + tolerance), 1 - 1e-9));
  return logBeta(canary + 1, stable + 1) - canary * Math.log(nearest) - stable * Math.log1p(-nearest);
}
