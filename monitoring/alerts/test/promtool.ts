import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";

const run = promisify(execFile);

/** Prometheus' own checker, which comes with it. Rejects with what it says when it refuses the files. */
async function promtool(command: readonly string[], files: Readonly<Record<string, string>>): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "promtool-"));
  try {
    for (const [file, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, file), content);
    const { stdout } = await run("promtool", [...command], { cwd: folder });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`promtool ${command.join(" ")} refuses: ${stdout}${stderr}`, { cause: error });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
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

/** Rejects unless exactly these alerts of this name fire after so many minutes of these series. */
export function testAlert(
  rules: string,
  given: { readonly series: Series; readonly minutes: number },
  alertname: string,
  exp_alerts: readonly ExpectedAlert[],
): Promise<string> {
  const test = {
    rule_files: ["rules.yml"],
    evaluation_interval: "30s",
    tests: [
      {
        interval: "1m",
        input_series: Object.entries(given.series).map(([series, values]) => ({ series, values })),
        alert_rule_test: [{ eval_time: `${given.minutes}m`, alertname, exp_alerts }],
      },
    ],
  };
  return promtool(["test", "rules", "test.yml"], { "rules.yml": rules, "test.yml": stringify(test) });
}
