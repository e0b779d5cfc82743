import { renderRuleGroup } from "../rule-group.ts";
import { type GateSettings, gateRecordings } from "./gate.ts";
import { type RevisionWeight, releaseWeightRecordings } from "./release-weight.ts";

/**
 * Prometheus rules that each release writes anew once its traffic has moved: the weights that have passed, and what the
 * SLO gate holds a canary to. The text does not depend on the order of the weights.
 */
export function renderReleaseRules(weights: readonly RevisionWeight[], gate: GateSettings): string {
  return renderRuleGroup("release", [...releaseWeightRecordings(weights), ...gateRecordings(gate)]);
}
