import { type Command, InvalidArgumentError } from "commander";
import { type Environment, environmentArgument } from "../environment.ts";

interface Options {
  readonly release?: number;
  readonly output?: string;
  readonly list: boolean;
  readonly json: boolean;
}

/** `bin/canary report`: one release as a page that can be kept and sent. */
export function addReportCommand(canary: Command): void {
  canary
    .command("report")
    .summary("Write one release as an HTML page that needs nothing beside it.")
    .description(
      "Puts together what the stack's history, the events of its updates on this machine and Prometheus tell of one release: " +
        "versions, what became of it, the canary's share of users, error rate and latency of canary and stable over time, every " +
        "verdict with its evidence, and who changed what when. What cannot be known is said in the page. Changes nothing.",
    )
    .addArgument(environmentArgument("[environment]"))
    .option("--release <number>", "which one, as --list counts them; default: the last", numberOf)
    .option("--output <file>", "the page; default: .canary/<stack>/reports/release-<number>.html")
    .option("--list", "say which releases there are, and write nothing", false)
    .option("--json", "print the data of the report, or of --list, and write nothing; times in ms since 1970", false)
    .action(async (environment: Environment, { release, output, list, json }: Options) => {
      const { runReport } = await import("./run.ts");
      await runReport({ environment, release, output, list, json });
    })
    .addHelpText("after", "\nExit codes: 0 written or shown, 1 there is no such release, 2 wrong usage.");
}

function numberOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be the number of a release, 1 or more.");
  return Number(text);
}
