import { POLL_SECONDS, POLLS } from "../world.ts";
import { addTo, NO_REQUESTS, OBJECTIVES, type Rule } from "./rule.ts";

const POLLS_PER_POINT = 60 / POLL_SECONDS;
/** Two-sided confidence 0.98 of a normal: Φ⁻¹(0.99). */
const Z = 2.3263478740408408;
/** Part of the estimated difference that the confidence interval's lower end must exceed. */
const FRACTION = 0.25;

/**
 * One judgement at the end of the phase on a point a minute: the canary is High when the lower end of the 98 % confidence
 * interval of the Hodges–Lehmann estimate of its difference to the baseline exceeds a quarter of that estimate. The
 * interval by order statistics of all differences (Hollander & Wolfe, Nonparametric Statistical Methods, 4.3), as R's
 * `wilcox.test` gives it but for its treatment of ties.
 */
export const kayenta: Rule = {
  name: "Kayenta",
  source:
    "spinnaker/kayenta MannWhitneyClassifier.scala with the defaults of NetflixACAJudge: confidence 0.98, tolerance 0.25",
  watch() {
    const points = { canary: OBJECTIVES.map((): number[] => []), stable: OBJECTIVES.map((): number[] => []) };
    const since = { canary: { ...NO_REQUESTS }, stable: { ...NO_REQUESTS } };
    return {
      look(poll, index) {
        for (const side of ["canary", "stable"] as const) {
          addTo(since[side], poll[side]);
          if ((index + 1) % POLLS_PER_POINT !== 0) continue;
          const counted = since[side];
          // A minute without requests has no rate: a point that is missing.
          if (counted.requests > 0) {
            OBJECTIVES.forEach(({ bad }, objective) => {
              points[side][objective]!.push(counted[bad] / counted.requests);
            });
          }
          since[side] = { ...NO_REQUESTS };
        }
        if (index < POLLS - 1) return undefined;
        const high = OBJECTIVES.some((_, objective) => isHigh(points.canary[objective]!, points.stable[objective]!));
        return high ? "fail" : "pass";
      },
    };
  },
};

/** Whether Kayenta's classifier says High. */
export function isHigh(experiment: readonly number[], control: readonly number[]): boolean {
  const [n, m] = [experiment.length, control.length];
  if (n === 0 || m === 0) return false;
  const rank = Math.floor((n * m) / 2 - Z * Math.sqrt((n * m * (n + m + 1)) / 12));
  if (rank < 1) return false;
  // Rates are never negative: each zero of the canary makes m differences of at most 0, and the lower end is one of them.
  if (experiment.filter((rate) => rate === 0).length * m >= rank) return false;
  const differences = new Float64Array(n * m);
  experiment.forEach((x, i) => {
    control.forEach((y, j) => {
      differences[i * m + j] = x - y;
    });
  });
  differences.sort();
  const middle = (n * m) >> 1;
  const estimate = n * m === 2 * middle ? (differences[middle - 1]! + differences[middle]!) / 2 : differences[middle]!;
  return differences[rank - 1]! > FRACTION * Math.abs(estimate);
}
