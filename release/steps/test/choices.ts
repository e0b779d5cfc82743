import type { ReleaseChoice } from "../step.ts";

export const OLD = { automationService: "3.0.0", aiPipeline: "1.0.0-newidea", frontend: "1.0.0", bypassLlm: false };
export const NEW = { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.1.0", bypassLlm: true };

/** What config says while no release is under way, but for what is given. */
export function choice(given: Partial<ReleaseChoice>): ReleaseChoice {
  return { stable: OLD, canary: undefined, previous: undefined, canaryPercent: 0, ...given };
}
