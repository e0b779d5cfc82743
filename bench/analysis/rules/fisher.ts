import { logBeta } from "../../../gates/analysis/log-gamma.ts";
import { POLL_SECONDS, POLLS } from "../world.ts";
import { addTo, NO_REQUESTS, OBJECTIVES, type Rule } from "./rule.ts";

const POLLS_PER_TEST = 60 / POLL_SECONDS;
const LEVEL = 0.01;

/** Fisher's exact test, one-sided at 1 %, each minute on all counts so far: a sound test that is asked too often. */
export const fisher: Rule = {
  name: "Fisher each minute",
  source: "Fisher's exact test, one-sided, p < 0.01, on cumulative counts",
  watch() {
    const canary = { ...NO_REQUESTS };
    const stable = { ...NO_REQUESTS };
    return {
      look(poll, index) {
        addTo(canary, poll.canary);
        addTo(stable, poll.stable);
        if ((index + 1) % POLLS_PER_TEST !== 0) return undefined;
        const worse = OBJECTIVES.some(
          ({ bad }) => fisherP(canary[bad], canary.requests, stable[bad], stable.requests) < LEVEL,
        );
        if (worse) return "fail";
        return index === POLLS - 1 ? "pass" : undefined;
      },
    };
  },
};

/** The chance of at least `x` of the `x + y` bad events among the canary's `n` of `n + m` requests. */
export function fisherP(x: number, n: number, y: number, m: number): number {
  const bad = x + y;
  // At the mean or below it the chance is about a half or more.
  if (x * (n + m) <= bad * n) return 1;
  const logChoose = (of: number, take: number) =>
    take === 0 || take === of ? 0 : -Math.log(of + 1) - logBeta(take + 1, of - take + 1);
  let term = Math.exp(logChoose(n, x) + logChoose(m, bad - x) - logChoose(n + m, bad));
  let sum = 0;
  for (let k = x; k <= Math.min(bad, n); k++) {
    sum += term;
    if (term < sum * 1e-12) break;
    term *= ((n - k) * (bad - k)) / ((k + 1) * (m - bad + k + 1));
  }
  return sum;
}
