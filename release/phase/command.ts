import { Argument, type Command, InvalidArgumentError } from "commander";
import { ENVIRONMENTS, type Environment } from "../environment.ts";
import { parseStep, type StepForward } from "./step.ts";

/** `bin/canary phase`: one step of a release, by config and `up`. */
export function addPhaseCommand(canary: Command): void {
  canary
    .command("phase")
    .summary("Take a release one step on: 10, 50, 100, promote.")
    .description(
      "Writes the step into the stack's config file and runs `bin/pulumi up`, with the gates of the step. 10, 50, 100 (or what " +
        "`phases` lists): the canary's share. promote: stable becomes what the canary is, previous what stable was. A step " +
        "that fails puts the file back. `bin/canary rollback` goes the other way.",
    )
    .addArgument(new Argument("<environment>", "whose stack").choices(ENVIRONMENTS))
    .argument("<step>", "a percentage from 1 to 100, or promote", stepOf)
    .option("--take-lock", "first take the lock of an update that has died (`bin/pulumi cancel`)", false)
    .action(async (environment: Environment, step: StepForward, { takeLock }: { takeLock: boolean }) => {
      const { runPhase } = await import("./run.ts");
      process.exitCode = await runPhase({ environment, step, takeLock });
    })
    .addHelpText("after", "\nExit codes: 0 done, 1 refused or failed, 2 wrong usage.");
}

function stepOf(text: string): StepForward {
  const step = parseStep(text);
  if (!step)
    throw new InvalidArgumentError(
      "Allowed: a whole percentage from 1 to 100, promote. `bin/canary rollback` goes back.",
    );
  return step;
}
