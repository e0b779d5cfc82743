import type { Command } from "commander";
import { type Environment, environmentArgument } from "../environment.ts";

const EXIT_CODES = "\nExit codes: 0 shown, 1 the stack is not deployed or could not be read, 2 wrong usage.";

/** `bin/canary status|plan`: what runs, and what comes next. */
export function addStatusCommands(canary: Command): void {
  const define = (name: "status" | "plan", summary: string, description: string) =>
    canary
      .command(name)
      .summary(summary)
      .description(description)
      .addArgument(environmentArgument("[environment]"))
      .option("--json", "as JSON, times in ms since 1970", false)
      .addHelpText("after", EXIT_CODES);
  define(
    "status",
    "Say what runs, who has which role, and what may be done next.",
    "Shows the revisions of each track with the share of users that config asks for and the one that the gateway gives, the " +
      "share that has passed, since when and how long it bakes, the gates' last verdicts on this machine with the reason of a " +
      "failure, gates that look now, and the next step with the time from which the bake gate allows it. Changes nothing.",
  )
    .option(
      "--watch",
      "go on until q or Ctrl-C: on a terminal a screen drawn in place, else a line for each event; with --json an object a line",
      false,
    )
    .action(async (environment: Environment, { json, watch }: { json: boolean; watch: boolean }) => {
      if (watch) {
        const { watchStatus } = await import("./live/run.ts");
        await watchStatus(environment, json);
        return;
      }
      const { show } = await import("./show.ts");
      process.exitCode = await show("status", environment, json);
    });
  define(
    "plan",
    "Say which steps of the release are left, and when each may begin.",
    "Lists the phases that are left up to the promotion, with the gates of each and its earliest time if every step before " +
      "begins as early as it may. Changes nothing.",
  ).action(async (environment: Environment, { json }: { json: boolean }) => {
    const { show } = await import("./show.ts");
    process.exitCode = await show("plan", environment, json);
  });
}
