import type { Command } from "commander";
import { type Environment, environmentArgument } from "../environment.ts";
import { secondsOf } from "../seconds.ts";

interface Options {
  readonly for: number;
  readonly every: number;
  readonly rollBack: boolean;
  readonly anew: boolean;
  readonly json: boolean;
}

/** `bin/canary watch`: the hours after a promotion. */
export function addWatchCommand(canary: Command): void {
  canary
    .command("watch")
    .summary("Watch a release for 24 hours after its promotion.")
    .description(
      "Asks Prometheus which alerts fired since it last looked. A critical one, or one by which an error budget is spent too fast " +
        "(SLOBurnRateFast, SLOBurnRateSlow), ends the watch as an alarm; others are told. What it has seen is in " +
        ".canary/<stack>/watch.jsonl: started again, it goes on, and what happened meanwhile counts. No traffic in all of the time, or " +
        "a Prometheus that cannot be seen, is never a success.",
    )
    .addArgument(environmentArgument("[environment]"))
    .option("--for <time>", "how long, such as 90s, 30m, 24h", secondsOf, 24 * 3600)
    .option("--every <time>", "between two looks", secondsOf, 60)
    .option("--roll-back", "on an alarm, `bin/canary rollback`", false)
    .option(
      "--json",
      "what is written to the record, a JSON object a line; what people read goes to standard error",
      false,
    )
    .option("--anew", "begin anew, also where a watch is unfinished", false)
    .action(async (environment: Environment, options: Options) => {
      const { runWatch } = await import("./run.ts");
      const { rollBack, anew, json } = options;
      process.exitCode = await runWatch({
        environment,
        forSeconds: options.for,
        everySeconds: options.every,
        rollBack,
        anew,
        json,
      });
    })
    .addHelpText("after", "\nExit codes: 0 kept, 1 an alarm, no traffic or no sight, 2 wrong usage.");
}
