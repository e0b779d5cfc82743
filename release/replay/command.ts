import { type Command, Option } from "commander";
import type { SloStrategy } from "../../gates/slo/decide.ts";
import { ENVIRONMENTS, type Environment } from "../environment.ts";

interface Options {
  readonly environment: Environment;
  readonly strategy?: SloStrategy;
}

/** `bin/canary replay`: the SLO gate on recorded polls. */
export function addReplayCommand(canary: Command): void {
  canary
    .command("replay")
    .summary("Say what the SLO gate would have said of recorded polls, and when.")
    .description(
      "Runs the SLO gate's own code on a JSON file of polls, with the settings of the environment's config: {judged, " +
        "baseline, share, polls: [{elapsedSeconds, samples: [{labels, value}]}]}, the samples as Prometheus answers the gate's " +
        "query; the first poll is the counters before the move. Contacts nobody.",
    )
    .argument("<file>", "the recorded polls")
    .addOption(new Option("--environment <name>", "whose settings").choices(ENVIRONMENTS).default("local"))
    .addOption(
      new Option("--strategy <strategy>", "another than the config's").choices([
        "sequential",
        "thresholds",
      ] satisfies SloStrategy[]),
    )
    .action(async (file: string, options: Options) => {
      const { runReplay } = await import("./run.ts");
      process.exitCode = runReplay(file, options);
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 it would have passed, 1 it would not, or the file is no recording, 2 wrong usage.",
    );
}
