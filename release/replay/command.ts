import { type Command, InvalidArgumentError, Option } from "commander";
import type { SloStrategy } from "../../gates/slo/limits.ts";
import { type Environment, environmentOption } from "../environment.ts";
import type { ReplaySource } from "./run.ts";

interface Options {
  readonly environment: Environment;
  readonly strategy?: SloStrategy;
  readonly from?: number;
  readonly to?: number;
  readonly judged?: readonly string[];
  readonly baseline?: readonly string[];
  readonly share?: number;
  readonly save?: string;
  readonly json: boolean;
}

/** `bin/canary replay`: the SLO gate on recorded polls. */
export function addReplayCommand(canary: Command): void {
  canary
    .command("replay")
    .summary("Say what the SLO gate would have said of recorded polls, and when.")
    .description(
      "Runs the SLO gate's own code, with the settings of the environment's config, on polls of the past. Without arguments: on " +
        "the last SLO gate that an update on this machine has run, from Prometheus' history. With --from, --to and --judged: on " +
        "any time that Prometheus remembers. With a file: on what --save has kept, JSON of {judged, baseline, share, polls: " +
        "[{elapsedSeconds, samples: [{labels, value}]}]}, the samples as Prometheus answers the gate's query; the first poll is " +
        "the counters before the move. Contacts nobody for a file.",
    )
    .argument("[file]", "the recorded polls")
    .addOption(environmentOption())
    .addOption(
      new Option("--strategy <strategy>", "another than the config's").choices([
        "sequential",
        "thresholds",
      ] satisfies SloStrategy[]),
    )
    .option("--from <time>", "ISO 8601: when the gate is to begin", parseTime)
    .option("--to <time>", "ISO 8601: when it is to end, at the latest", parseTime)
    .option("--judged <revisions...>", "the revisions to judge")
    .option("--baseline <revisions...>", "the stable ones beside them")
    .option("--share <share>", "the judged one's share of both sides' requests, above 0 and below 1", parseShare)
    .option("--save <file>", "keep the polls, for replays without Prometheus")
    .option("--json", "the verdict, when it was given and its checks as one JSON object", false)
    .action(async (file: string | undefined, options: Options, command: Command) => {
      const source = sourceOf(file, options);
      if (source === undefined) {
        command.error("error: name a file, or --from, --to and --judged, or none of them for the last gate", {
          exitCode: 2,
        });
      }
      const { runReplay } = await import("./run.ts");
      process.exitCode = await runReplay({ ...options, source });
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 it would have passed, 1 it would not, or there are no polls, 2 wrong usage.",
    );
}

/** Undefined where options contradict each other. */
function sourceOf(file: string | undefined, options: Options): ReplaySource | undefined {
  const { from, to, judged, baseline = [], share } = options;
  const isRange = [from, to, judged, options.baseline, share].some((given) => given !== undefined);
  if (file !== undefined) return isRange ? undefined : { kind: "file", file };
  if (!isRange) return { kind: "last gate" };
  if (from === undefined || to === undefined || judged === undefined || from >= to) return undefined;
  return { kind: "range", gate: { judged, baseline, ...(share === undefined ? {} : { share }), from, to } };
}

function parseTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError("It must be a time as 2026-01-31T12:00:00Z.");
  return time;
}

function parseShare(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError("It must be above 0 and below 1.");
  return share;
}
