import { Argument, type Command } from "commander";
import { ENVIRONMENTS, type Environment } from "../environment.ts";

const EXIT_CODES = "\nExit codes: 0 shown, 1 the stack is not deployed or could not be read, 2 wrong usage.";

/** `bin/canary status|plan`: what runs, and what comes next. */
export function addStatusCommands(canary: Command): void {
  const define = (name: "status" | "plan", summary: string, description: string) =>
    canary
      .command(name)
      .summary(summary)
      .description(description)
      .addArgument(new Argument("[environment]", "whose stack").choices(ENVIRONMENTS).default("local"))
      .option("--json", "as JSON, times in ms since 1970", false)
      .addHelpText("after", EXIT_CODES)
      .action(async (environment: Environment, { json }: { json: boolean }) => {
        const { show } = await import("./show.ts");
        process.exitCode = await show(name, environment, json);
      });
  define(
    "status",
    "Say what runs, who has which role, and what may be done next.",
    "Shows the revisions of each track, the share that has passed and since when, what the gateway really does, the gates' " +
      "last verdicts on this machine, and the next step with the time from which the bake gate allows it. Changes nothing.",
  );
  define(
    "plan",
    "Say which steps of the release are left, and when each may begin.",
    "Lists the phases that are left up to the promotion, with the gates of each and its earliest time if every step before " +
      "begins as early as it may. Changes nothing.",
  );
}
