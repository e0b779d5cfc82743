import fs from "node:fs";
import path from "node:path";
import type { Environment } from "../environment.ts";
import { showPulumi } from "../pulumi.ts";
import { ROOT } from "../root.ts";
import { readStackConfig } from "../stack-config.ts";
import { configCommands } from "./config-commands.ts";
import { choiceAfter, describeChoice, type StepForward } from "./step.ts";

export interface PhaseRequest {
  readonly environment: Environment;
  readonly step: StepForward;
  /** Take the lock of an update that has died before. */
  readonly takeLock: boolean;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Writes what the step asks into the stack's config, and runs `up`, with its gates. When a step forward fails, the config
 * file is put back as it was, unless somebody has written to it since: traffic already is where the last pass left it.
 *
 * @returns the exit code of the command that ended it
 * @throws PHS001 for a step that means nothing now; CFG001 to CFG003 for a config that the program would refuse
 */
export async function runPhase({ environment, step, takeLock }: PhaseRequest): Promise<number> {
  const file = path.join(ROOT, `Pulumi.${environment}.yaml`);
  const before = readStackConfig(environment);
  const text = fs.readFileSync(file, "utf8");
  const after = choiceAfter(before, step);
  say(`${environment}: ${describeChoice(before)} → ${describeChoice(after)}`);

  const commands = [
    ...(takeLock ? [["cancel", "--yes"]] : []),
    ...configCommands(before, after),
    ["up", "--yes", "--skip-preview", "--message", `${environment}: ${describeChoice(after)}`],
  ];
  let ours = text;
  for (const args of commands) {
    say(`\n$ bin/pulumi ${args.join(" ")} -s ${environment}`);
    const { exitCode } = await showPulumi([...args, "-s", environment, "--non-interactive"]);
    const found = fs.readFileSync(file, "utf8");
    if (exitCode === 0) {
      if (args[0] === "config") ours = found;
      continue;
    }
    // A rollback that came meanwhile has written what it wants.
    if (found === ours) fs.writeFileSync(file, text);
    say(
      `\nThe step failed; ${path.basename(file)} is ${found === ours ? "as it was" : "left as another hand has written it"}.`,
    );
    return exitCode;
  }
  say(`\n${environment}: ${describeChoice(after)}`);
  return 0;
}
