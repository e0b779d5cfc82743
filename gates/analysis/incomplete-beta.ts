import { logBeta } from "./log-gamma.ts";

/** The two tails of a beta distribution at a point, as logarithms: they add up to 1. */
export interface LogTails {
  /** ln I_x(a, b). */
  readonly lower: number;
  /** ln (1 − I_x(a, b)). */
  readonly upper: number;
}

/** Relative change of the continued fraction at which it has converged. */
const CONVERGED = 1e-14;
/** It needs about √max(a, b) terms (DLMF 8.17(v)): this is enough for 10¹² events. */
const MOST_TERMS = 5_000_000;
const TINY = 1e-300;

/**
 * The regularized incomplete beta function I_x(a, b) and its complement, as logarithms, so that a tail of e^-10000 is still
 * a number. The side that the continued fraction converges on is computed, the other is 1 less that.
 *
 * @param x above 0 and below 1
 * @throws RangeError for arguments outside
 */
export function logTails(x: number, a: number, b: number): LogTails {
  if (!(x > 0 && x < 1 && a > 0 && b > 0)) {
    throw new RangeError(`the incomplete beta function takes 0 < x < 1, a > 0, b > 0, not ${x}, ${a}, ${b}`);
  }
  if (x < (a + 1) / (a + b + 2)) {
    const lower = logLower(x, a, b);
    return { lower, upper: logComplement(lower) };
  }
  const upper = logLower(1 - x, b, a);
  return { lower: logComplement(upper), upper };
}

/** ln I_x(a, b) by the continued fraction of DLMF 8.17.22, evaluated by Lentz's method. */
function logLower(x: number, a: number, b: number): number {
  const front = a * Math.log(x) + b * Math.log1p(-x) - Math.log(a) - logBeta(a, b);
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < CONVERGED) return Math.min(0, front + Math.log(fraction));
  }
  throw new RangeError(`I_${x}(${a}, ${b}) has not converged in ${MOST_TERMS} terms`);
}

/** ln(1 − e^value) for value ≤ 0. */
function logComplement(value: number): number {
  return value > -Math.LN2 ? Math.log(-Math.expm1(value)) : Math.log1p(-Math.exp(value));
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
