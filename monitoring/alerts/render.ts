import { byTrack } from "../recordings/roles.ts";
import { renderRuleGroup } from "../rule-group.ts";
import { EVALUATION_SECONDS, TUNABLES } from "../tunables.ts";
import { type Alert, describeLimit } from "./alert.ts";
import { ALERTS } from "./alerts.ts";
import { runbookUrl } from "./runbook.ts";

/**
 * Prometheus rules of all alerts. They need what `renderRecordingRules` records, and see it one evaluation old at most.
 *
 * The text does not depend on the release: roles are joined in from `release_track`.
 */
export function renderAlertRules(): string {
  return renderRuleGroup("alerts", ALERTS.map(ruleOf), EVALUATION_SECONDS);
}

/** PromQL of an alert: a series for each revision and track that is to be alerted. */
export function expressionOf(alert: Alert): string {
  const { threshold } = TUNABLES[alert.name];
  const conditions = alert.values.map((value) => `${value} ${alert.comparison} ${threshold}`).join(" and ");
  return alert.tracks === "recorded" ? conditions : byTrack(conditions, alert.tracks);
}

function ruleOf(alert: Alert) {
  const { threshold, forMinutes, severity } = TUNABLES[alert.name];
  return {
    alert: alert.name,
    expr: expressionOf(alert),
    ...(forMinutes > 0 ? { for: `${forMinutes}m` } : {}),
    labels: { severity },
    annotations: {
      summary: `{{ $labels.revision }} (track {{ $labels.track }}): ${alert.summary}; limit ${describeLimit(alert, threshold)}`,
      runbook_url: runbookUrl(alert.name),
    },
  };
}
