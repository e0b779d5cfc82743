import type { Command } from "commander";
import { type Environment, environmentArgument } from "../environment.ts";

/** `bin/canary doctor`: what this machine lacks. */
export function addDoctorCommand(canary: Command): void {
  canary
    .command("doctor")
    .summary("Say what this machine lacks for a stack, and how to get it.")
    .description(
      "Looks at Node and npm's dependencies, the programs that the stack's platform needs, its ports and who has them, the " +
        "cluster, the passphrase, disk and rights, and, where the stack is up, whether its gateway and Prometheus answer and by " +
        "which clock. Changes nothing.",
    )
    .addArgument(environmentArgument("[environment]"))
    .option("--json", "as JSON", false)
    .action(async (environment: Environment, { json }: { json: boolean }) => {
      const { runDoctor } = await import("./run.ts");
      process.exitCode = await runDoctor(environment, json);
    })
    .addHelpText("after", "\nExit codes: 0 nothing is missing, 1 something that the stack needs is, 2 wrong usage.");
}
