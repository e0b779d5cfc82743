import type { ReleaseConfig, TrackConfig } from "../../components/config/schema.ts";
import { ReleaseError } from "../../errors/release-error.ts";

/** One step of a release. */
export type Step = StepForward | StepBack;
export type StepForward = { readonly kind: "expose"; readonly percent: number } | { readonly kind: "promote" };
/** `roll back` keeps the canary in config, without traffic; `abort` takes it out, which ends the release. */
export type StepBack = { readonly kind: "roll back" } | { readonly kind: "abort" };

/** What stack config says about the release. */
export type ReleaseChoice = Pick<ReleaseConfig, "stable" | "canary" | "previous" | "canaryPercent">;

/**
 * What config has to say for a step. Pure; gates still decide whether the step is allowed. Promotion gives the canary's
 * versions and flag to stable and keeps the former stable as previous. Rolling back takes the canary's traffic away; where
 * it has none, it undoes the promotion. Aborting takes the canary itself away.
 *
 * @throws PHS001 for a step that means nothing now
 */
export function choiceAfter({ stable, canary, previous, canaryPercent }: ReleaseChoice, step: Step): ReleaseChoice {
  switch (step.kind) {
    case "expose":
      if (!canary) throw refusal(`${step.percent} %`, "there is no canary", "set canary in the stack's config first");
      return { stable, canary, previous, canaryPercent: step.percent };
    case "promote":
      if (!canary) throw refusal("promote", "there is no canary", "nothing can be promoted");
      if (canaryPercent !== 100) {
        throw refusal("promote", `the canary has ${canaryPercent} %`, "give it 100 % first");
      }
      return { stable: canary, canary: undefined, previous: stable, canaryPercent: 0 };
    case "roll back":
      if (canary && canaryPercent > 0) return { stable, canary, previous, canaryPercent: 0 };
      if (previous) return { stable: previous, canary, previous: stable, canaryPercent: 0 };
      throw refusal("rollback", "no canary has traffic and nothing was promoted", "there is nothing to go back to");
    case "abort":
      if (!canary) {
        throw refusal(
          "abort",
          "there is no canary",
          "no release is under way; `bin/canary rollback` undoes a promotion",
        );
      }
      return { stable, canary: undefined, previous, canaryPercent: 0 };
  }
}

function refusal(step: string, why: string, next: string): ReleaseError {
  return new ReleaseError("PHS001", `${step}: ${why}; ${next}`);
}

/** A choice in a few words, for a commit or a log: "canary at 50 %", "3.0.1, 1.1.0, 1.1.0 is stable". */
export function describeChoice({ stable, canary, canaryPercent }: ReleaseChoice): string {
  const versions = (track: TrackConfig) => `${track.automationService}, ${track.aiPipeline}, ${track.frontend}`;
  return canary ? `canary ${versions(canary)} at ${canaryPercent} %` : `stable is ${versions(stable)}`;
}
