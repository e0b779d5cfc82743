import { stringify } from "yaml";
import { type Alert, describeLimit } from "./alert.ts";
import { ALERTS } from "./alerts.ts";
import { burnRateRecordings } from "./burn-rate.ts";
import { byTrack, ROLES } from "./roles.ts";
import { runbookUrl } from "./runbook.ts";
import { EVALUATION_SECONDS, TUNABLES } from "./tunables.ts";

/**
 * Prometheus rules of all alerts and of what they are computed from, in one group: its rules are evaluated in order, so
 * that an alert sees roles and burn rates of the same moment.
 *
 * The text does not depend on the release: roles are joined in from `release_track`.
 */
export function renderAlertRules(): string {
  const rules = [ROLES, ...burnRateRecordings(), ...ALERTS.map(ruleOf)];
  // Expressions stay on one line: a folded one cannot be found by searching for it.
  return stringify({ groups: [{ name: "alerts", interval: `${EVALUATION_SECONDS}s`, rules }] }, { lineWidth: 0 });
}

/** PromQL of an alert: a series for each revision and track that is to be alerted. */
export function expressionOf(alert: Alert): string {
  const { threshold } = TUNABLES[alert.name];
  const conditions = alert.values.map((value) => `${value} ${alert.comparison} ${threshold}`);
  return byTrack(conditions.join(" and "), alert);
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
