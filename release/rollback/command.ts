import { type Command, InvalidArgumentError } from "commander";
import { type Environment, environmentArgument } from "../environment.ts";
import { exitCodesText } from "../exit-codes.ts";
import type { WayBack } from "./run.ts";

interface Options {
  readonly to?: number;
  readonly takeLock: boolean;
  readonly json: boolean;
}

/** `bin/canary rollback|abort`: traffic off in Kong at once, then the config put back and `up`. */
export function addBackCommands(canary: Command): void {
  const define = (name: "rollback" | "abort", wayOf: (to: number | undefined) => WayBack) =>
    canary
      .command(name)
      .addArgument(environmentArgument("<environment>"))
      .option("--take-lock", "first take the lock of an update that has died (`bin/pulumi cancel`)", false)
      .option("--json", "one JSON object on standard output, everything else on standard error", false)
      .action(async (environment: Environment, { to, takeLock, json }: Options) => {
        const [{ conclude }, { goBack }] = await Promise.all([import("../conclusion.ts"), import("./run.ts")]);
        process.exitCode = await conclude({ command: name, environment, json }, (screen) =>
          goBack({ environment, way: wayOf(to), takeLock, begunAt: 0 }, screen),
        );
      })
      .addHelpText("after", exitCodesText([0, 1, 2, 4]));

  define("rollback", (to) => (to === undefined ? { kind: "roll back" } : { kind: "former", update: to }))
    .summary("Take the canary's traffic off now, then put the config back.")
    .description(
      "First lowers the weights in Kong itself, which needs no engine and works while another update holds the stack's lock; " +
        "that update cannot raise them again. Then writes the config and runs `bin/pulumi up`, waiting for the lock where " +
        "an update that is alive has it. Without --to: no traffic for the canary, which stays up to be looked at, and may begin " +
        "again with the first phase; where it has none, the promotion is undone. Going down asks no gate and nobody.",
    )
    .option(
      "--to <version>",
      "what the config said at this update that succeeded (`bin/pulumi stack history`)",
      versionOf,
    );
  define("abort", () => ({ kind: "abort" }))
    .summary("End a release: the canary's traffic off now, then the canary itself.")
    .description(
      "Takes the traffic off as `bin/canary rollback` does, also while another update or a run is under way, which then ends. " +
        "Then takes `canary` out of the stack's config and runs `bin/pulumi up`, which ends what ran for it. A rollback keeps the " +
        "canary up, without traffic. What is promoted already is no canary: `bin/canary rollback` undoes that.",
    );
}

function versionOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be the number of an update, 1 or more.");
  return Number(text);
}
