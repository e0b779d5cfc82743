import { spawnSync } from "node:child_process";
import { checkCommand } from "../commands/check.ts";
import { type Findings, problem, together } from "../commands/finding.ts";
import type { Project } from "../project.ts";
import { parseShell, type ShellScript } from "../shell/parse.ts";
import { ShellError } from "../shell/scanner.ts";

/** Every simple command of a block that is not run. Lines are counted from 0 at the beginning of the text. */
export function checkShell(text: string, project: Project): Findings {
  let script: ShellScript;
  try {
    script = parseShell(text);
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    return problem(error.line, error.message);
  }
  const structure = complaintOfBash(script.withoutPlaceholders);
  if (structure !== undefined) return structure;
  return together(script.commands.map((command) => checkCommand(command, project)));
}

/** What bash has against the structure of a text that it only reads. */
function complaintOfBash(text: string): Findings | undefined {
  const { status, stderr } = spawnSync("bash", ["-n"], { input: text, encoding: "utf8" });
  if (status === 0 && stderr === "") return undefined;
  const [, line = "1", message = stderr] = /line (\d+): (.*)/.exec(stderr) ?? [];
  return problem(Number(line) - 1, `bash cannot read it: ${message}`);
}
