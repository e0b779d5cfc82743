import { stringify } from "yaml";

/**
 * A Prometheus rule file of one group; of none where there is no rule.
 *
 * @param intervalSeconds between two evaluations; absent, Prometheus' own `evaluation_interval`
 */
export function renderRuleGroup(name: string, rules: readonly object[], intervalSeconds?: number): string {
  const interval = intervalSeconds === undefined ? {} : { interval: `${intervalSeconds}s` };
  // Expressions stay on one line: a folded one cannot be found by searching for it.
  return stringify({ groups: rules.length === 0 ? [] : [{ name, ...interval, rules }] }, { lineWidth: 0 });
}
