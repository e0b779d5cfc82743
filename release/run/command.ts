import { type Command, InvalidArgumentError } from "commander";
import { type Environment, environmentArgument } from "../environment.ts";
import { exitCodesText } from "../exit-codes.ts";
import { secondsOf } from "../seconds.ts";
import type { Goal } from "./decide.ts";

interface Options {
  readonly until: Goal;
  readonly every: number;
  readonly yes: boolean;
  readonly takeLock: boolean;
  readonly json: boolean;
}

/** `bin/canary run`: every step that is left, with its bake times. */
export function addRunCommand(canary: Command): void {
  canary
    .command("run")
    .summary("Take a release through all phases that are left, with their bake times, to its promotion.")
    .description(
      "Shows the plan and asks once. Then takes each step as `bin/canary advance` and `promote` do, as soon as its bake time is over. " +
        "What has passed, and since when, is in the stack's outputs: started again, after a Ctrl-C or a restart of the machine, it " +
        "goes on where the release stands.\n\nDuring a bake it asks Prometheus which alerts have fired since the phase began, as `bin/canary watch` " +
        "does. An alarm of the canary ends the run with a rollback at once; an alarm of something else, or a Prometheus that cannot " +
        "be seen, ends it and leaves the canary what has passed. So does another hand: a rollback, an abort, a changed config file, another " +
        "update. A gate that says no ends it, too; the step is taken back. One run of a stack at a time on a machine.",
    )
    .addArgument(environmentArgument("<environment>"))
    .option("--until <step>", "end once this percentage has passed; or promote", goalOf, "promote")
    .option("--every <time>", "between two looks at the alerts, such as 30s or 2m", secondsOf, 60)
    .option("--yes", "agreed beforehand: no question", false)
    .option("--take-lock", "first take the lock of an update that has died (`bin/pulumi cancel`)", false)
    .option("--json", "one JSON object on standard output, everything else on standard error", false)
    .action(async (environment: Environment, { until, every, json, ...options }: Options) => {
      const [{ conclude }, { runRelease }] = await Promise.all([import("../conclusion.ts"), import("./run.ts")]);
      process.exitCode = await conclude({ command: "run", environment, json }, (screen) =>
        runRelease({ environment, goal: until, everySeconds: every, ...options }, screen),
      );
    })
    .addHelpText("after", exitCodesText([0, 1, 2, 4, 130]));
}

function goalOf(text: string): Goal {
  if (text === "promote") return text;
  if (!/^(?:[1-9]\d?|100)$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole percentage from 1 to 100, or promote.");
  }
  return Number(text);
}
