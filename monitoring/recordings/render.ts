import { renderRuleGroup } from "../rule-group.ts";
import { EVALUATION_SECONDS } from "../tunables.ts";
import { burnRateRecordings } from "./burn-rate.ts";
import { ROLES } from "./roles.ts";
import { currentRatioRecordings, serviceRateRecordings } from "./slo-ratios.ts";

/**
 * Prometheus rules that record what alerts and dashboards share: roles, shares of bad requests, burn rates, and the rates
 * that a budget is summed up from. The rules of a group are evaluated in order, so that a share has the roles of the same
 * moment, and a burn rate the share.
 *
 * The text does not depend on the release: roles are joined in from `release_track`.
 */
export function renderRecordingRules(): string {
  const rules = [ROLES, ...currentRatioRecordings(), ...burnRateRecordings(), ...serviceRateRecordings()];
  return renderRuleGroup("recordings", rules, EVALUATION_SECONDS);
}
