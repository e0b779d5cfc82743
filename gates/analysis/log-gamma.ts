/** Where the asymptotic series is used, 8 of its terms are below 1e-16. */
const ASYMPTOTIC_FROM = 10;

/** B₂ₖ / (2k(2k − 1)) for k = 1 … 8: DLMF 5.11.1 with the Bernoulli numbers of DLMF 24.2. */
const COEFFICIENTS = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400] as const;

const HALF_LOG_TWO_PI = 0.9189385332046727;

/** lnΓ(z) for z > 0, by DLMF 5.11.1 and, below {@link ASYMPTOTIC_FROM}, DLMF 5.5.1. @throws RangeError for other z. */
export function logGamma(z: number): number {
  if (!(z > 0) || z === Number.POSITIVE_INFINITY) throw new RangeError(`logGamma takes a number above 0, not ${z}`);
  let product = 1;
  let shifted = z;
  while (shifted < ASYMPTOTIC_FROM) product *= shifted++;
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + correction(shifted) - Math.log(product);
}

/**
 * ln B(a, b) for a, b > 0. The large terms of lnΓ(a) + lnΓ(b) − lnΓ(a + b) are taken out before they are subtracted, so
 * that 10⁹ events lose no digits: the form of DLMF 5.11.1 for one or both of them large.
 */
export function logBeta(a: number, b: number): number {
  const [least, most] = a < b ? [a, b] : [b, a];
  if (most < ASYMPTOTIC_FROM) return logGamma(least) + logGamma(most) - logGamma(least + most);
  const sum = least + most;
  const rest = Math.log1p(-least / sum);
  const corrections = correction(most) - correction(sum);
  if (least < ASYMPTOTIC_FROM) {
    return logGamma(least) + corrections + least - least * Math.log(sum) + (most - 0.5) * rest;
  }
  return (
    HALF_LOG_TWO_PI +
    correction(least) +
    corrections -
    0.5 * Math.log(most) +
    (least - 0.5) * Math.log(least / sum) +
    most * rest
  );
}

/** The series of DLMF 5.11.1: what Stirling's formula leaves of lnΓ(z). */
function correction(z: number): number {
  const inverseSquare = 1 / (z * z);
  return COEFFICIENTS.reduceRight((sum, coefficient) => sum * inverseSquare + coefficient, 0) / z;
}
