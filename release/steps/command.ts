import { type Command, InvalidArgumentError } from "commander";
import { type Environment, environmentArgument } from "../environment.ts";
import { exitCodesText } from "../exit-codes.ts";
import type { Wish } from "./admission.ts";

interface Options {
  readonly to?: number;
  readonly yes: boolean;
  readonly wait: boolean;
  readonly takeLock: boolean;
  readonly json: boolean;
}

/** `bin/canary advance|promote`: one step of a release, by config and `up`. */
export function addStepCommands(canary: Command): void {
  const define = (name: Wish["kind"], summary: string, description: string) =>
    canary
      .command(name)
      .summary(summary)
      .description(description)
      .addArgument(environmentArgument("<environment>"))
      .option("--yes", "agreed beforehand: neither preview nor question", false)
      .option("--wait", "where it is too early, wait until the bake time is over", false)
      .option("--take-lock", "first take the lock of an update that has died (`bin/pulumi cancel`)", false)
      .option("--json", "one JSON object on standard output, everything else on standard error", false)
      .action(async (environment: Environment, { to, json, ...options }: Options) => {
        const [{ conclude }, { moveOn }] = await Promise.all([import("../conclusion.ts"), import("./move-on.ts")]);
        const wish: Wish = name === "advance" ? { kind: name, to } : { kind: name };
        process.exitCode = await conclude({ command: name, environment, json }, (screen) =>
          moveOn({ environment, wish, ...options }, screen),
        );
      })
      .addHelpText("after", exitCodesText([0, 1, 2, 3, 4, 130]));

  define(
    "advance",
    "Take a release to its next phase, with its gates.",
    "Shows what would move and which gates would run, asks, writes `canaryPercent` into the stack's config file and runs " +
      "`bin/pulumi up`. When a gate says no, traffic is back at the last pass and the config file as it was, unless another hand " +
      "wrote to it meanwhile. Refuses, before anything is touched, while the phase before has bake time left.",
  ).option(
    "--to <percent>",
    "only if this comes next (with gates.bake.maySkip any later phase); fine where it has passed",
    percentOf,
  );
  define(
    "promote",
    "Make a canary that has had all traffic for its bake time the new stable.",
    "Shows what would change, asks, gives the canary's versions and flag to `stable` in the stack's config file, what was stable " +
      "to `previous`, and runs `bin/pulumi up`. No process starts or stops, no weight moves. `bin/canary rollback` undoes it.",
  );
}

function percentOf(text: string): number {
  if (!/^(?:[1-9]\d?|100)$/.test(text)) throw new InvalidArgumentError("It must be a whole percentage from 1 to 100.");
  return Number(text);
}
