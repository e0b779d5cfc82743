import { Argument, type Command, InvalidArgumentError } from "commander";
import { ENVIRONMENTS, type Environment } from "../environment.ts";

/** `bin/canary rollback`: traffic off in Kong at once, then the config put back and `up`. */
export function addRollbackCommand(canary: Command): void {
  canary
    .command("rollback")
    .summary("Take the canary's traffic off now, then put the config back.")
    .description(
      "First lowers the weights in Kong itself, which needs no engine and works while another update holds the stack's lock; " +
        "that update cannot raise them again. Then writes the config and runs `bin/pulumi up`, waiting for the lock where " +
        "an update that is alive has it. Without --to: no traffic for the canary; where it has none, the promotion is undone. " +
        "Going down asks no gate.",
    )
    .addArgument(new Argument("<environment>", "whose stack").choices(ENVIRONMENTS))
    .option(
      "--to <version>",
      "what the config said at this update that succeeded (`bin/pulumi stack history`)",
      versionOf,
    )
    .option("--take-lock", "first take the lock of an update that has died (`bin/pulumi cancel`)", false)
    .action(async (environment: Environment, { to, takeLock }: { to?: number; takeLock: boolean }) => {
      const { runRollback } = await import("./run.ts");
      process.exitCode = await runRollback({ environment, to, takeLock });
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 rolled back, 1 refused or failed (it says whether traffic is off), 2 wrong usage.",
    );
}

function versionOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be the number of an update, 1 or more.");
  return Number(text);
}
