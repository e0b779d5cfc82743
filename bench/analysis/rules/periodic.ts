import { POLL_SECONDS, POLLS } from "../world.ts";
import { addTo, NO_REQUESTS, OBJECTIVES, type Rule } from "./rule.ts";

interface Periodic {
  readonly name: string;
  readonly source: string;
  /** Between two checks, each of which sees the requests since the one before. */
  readonly seconds: number;
  /** So many failed checks, in all, roll back. */
  readonly failures: number;
}

/** A rule that checks rates every so often, each time afresh. Without requests there is no rate, which fails the check. */
function periodic({ name, source, seconds, failures }: Periodic): Rule {
  const every = seconds / POLL_SECONDS;
  return {
    name,
    source,
    watch() {
      let since = { ...NO_REQUESTS };
      let failed = 0;
      return {
        look({ canary }, index) {
          addTo(since, canary);
          if ((index + 1) % every !== 0) return undefined;
          const fails =
            since.requests === 0 || OBJECTIVES.some(({ bad, limit }) => since[bad] > limit * since.requests);
          since = { ...NO_REQUESTS };
          if (fails && ++failed >= failures) return "fail";
          return index === POLLS - 1 ? "pass" : undefined;
        },
      };
    },
  };
}

/**
 * `interval: 1m`, `threshold: 5`, `request-success-rate` of at least 99: the examples of Flagger's documents. A check
 * without values counts as failed (its scheduler adds one to the failed checks whenever an analysis does not succeed).
 */
export const flagger: Rule = periodic({
  name: "Flagger",
  source: "fluxcd/flagger docs/gitbook/usage/how-it-works.md and metrics.md: interval 1m, threshold 5, success ≥ 99 %",
  seconds: 60,
  failures: 5,
});

/**
 * `interval: 5m`, `failureLimit: 3`, the background analysis of Argo Rollouts' documents with a success rate of 99 %. The
 * limit is how many may fail, so the fourth does (`assessMetricStatus`); a rate of 0/0 is NaN, which meets no condition.
 */
export const argoRollouts: Rule = periodic({
  name: "Argo Rollouts",
  source: "argoproj/argo-rollouts docs/features/analysis.md: interval 5m, failureLimit 3, success ≥ 99 %",
  seconds: 300,
  failures: 4,
});
