import { stringify } from "yaml";
import { runChecker } from "./checker.ts";

/** Prometheus' own checker, which comes with it. Rejects with what it says when it refuses the files. */
export function promtool(command: readonly string[], files: Readonly<Record<string, string>>): Promise<string> {
  return runChecker("promtool", command, files);
}

export function checkRules(rules: string): Promise<string> {
  return promtool(["check", "rules", "rules.yml"], { "rules.yml": rules });
}

/** Rejects when one of them is no PromQL. */
export function checkExpressions(expressions: readonly string[]): Promise<string> {
  const rules = expressions.map((expr, index) => ({ record: `expression_${index}`, expr }));
  return checkRules(stringify({ groups: [{ name: "expressions", rules }] }));
}

/** Series by `name{labels}` in promtool's notation: `0+3x10` begins at 0 and rises by 3 a minute, ten times. */
export type Series = Readonly<Record<string, string>>;

export interface ExpectedAlert {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations: Readonly<Record<string, string>>;
}

/** Rejects unless exactly these alerts of this name fire after so many minutes of these series, by these rule files. */
export function testAlert(
  rules: readonly string[],
  given: { readonly series: Series; readonly minutes: number },
  alertname: string,
  exp_alerts: readonly ExpectedAlert[],
): Promise<string> {
  return testRules(rules, given, {
    alert_rule_test: [{ eval_time: `${given.minutes}m`, alertname, exp_alerts }],
  });
}

/** A value of a recorded series; its labels by their names, without the metric's. */
export interface ExpectedSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Rejects unless an expression has exactly these samples after so many minutes of these series, by these rule files. */
export function testExpression(
  rules: readonly string[],
  given: { readonly series: Series; readonly minutes: number },
  expr: string,
  samples: readonly ExpectedSample[],
): Promise<string> {
  const exp_samples = samples.map(({ labels, value }) => ({ labels: selectorOf(labels), value }));
  return testRules(rules, given, { promql_expr_test: [{ expr, eval_time: `${given.minutes}m`, exp_samples }] });
}

function selectorOf({ __name__ = "", ...labels }: Readonly<Record<string, string>>): string {
  return `${__name__}{${Object.entries(labels).map(([name, value]) => `${name}="${value}"`)}}`;
}

function testRules(
  rules: readonly string[],
  { series }: { readonly series: Series },
  expectation: object,
): Promise<string> {
  const files = Object.fromEntries(rules.map((text, index) => [`rules-${index}.yml`, text]));
  const test = {
    rule_files: Object.keys(files),
    evaluation_interval: "30s",
    tests: [
      {
        interval: "1m",
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        ...expectation,
      },
    ],
  };
  return promtool(["test", "rules", "test.yml"], { ...files, "test.yml": stringify(test) });
}
