import { isOutside } from "../../../gates/slo/rate-check.ts";
import { PHASE_SECONDS, POLL_SECONDS, POLLS } from "../world.ts";
import { addTo, INITIAL_DELAY_SECONDS, NO_REQUESTS, OBJECTIVES, type Rule } from "./rule.ts";

const MOST_VIOLATIONS = 3;
const LEAST_REQUESTS = Math.max(50, 0.1 * PHASE_SECONDS);

/** `strategy: thresholds` with its defaults: counts from the start of the phase against the limits. */
export const thresholds: Rule = {
  name: "thresholds",
  source: "gates/slo/thresholds.ts: more than 3 violating polls fail, the last one decides",
  watch() {
    const sum = { ...NO_REQUESTS };
    const warm = { ...NO_REQUESTS };
    let violations = 0;
    return {
      look({ canary }, index) {
        addTo(sum, canary);
        if (index * POLL_SECONDS >= INITIAL_DELAY_SECONDS) addTo(warm, canary);
        const violates = OBJECTIVES.some(({ bad, limit }) => {
          const counted = bad === "errors" ? sum : warm;
          return isOutside(counted[bad], counted.requests, limit);
        });
        if (violates && ++violations > MOST_VIOLATIONS) return "fail";
        if (index < POLLS - 1) return undefined;
        if (violates) return "fail";
        return sum.requests >= LEAST_REQUESTS ? "pass" : undefined;
      },
    };
  },
};
