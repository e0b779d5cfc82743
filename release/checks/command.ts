import { type Command, InvalidArgumentError, Option } from "commander";
import type { Track } from "../../gates/subject.ts";
import { type Environment, environmentArgument } from "../environment.ts";

const EXIT_CODES = "\nExit codes: 0 every check passed, 1 one did not or could not be made, 2 wrong usage.";
const VARIABLES = `
Addresses are the outputs of the environment's stack. AUTOMATION_URL,
AI_PIPELINE_URL, FRONTEND_URL, KONG_URL and PROMETHEUS_URL come before them, and
STAGING_KONG_URL, PROD_KONG_URL and the like before those. Where they name
everything that a check needs, no stack is asked; FEATURE_BYPASS_LLM=false then
says that the LLM answers a ping. Where the gateway asks for tokens (gateway.jwt),
GATES_JWT_SECRET comes before the stack's gatesJwtSecret.`;

interface Options {
  readonly track?: Track;
  readonly json: boolean;
}

/** `bin/canary smoke|slo|frontend`: the gates' own checks, asked for by hand. */
export function addCheckCommands(canary: Command): void {
  const define = (name: string, summary: string, description: string) =>
    canary
      .command(name)
      .summary(summary)
      .description(description)
      .addArgument(environmentArgument("[environment]"))
      .addOption(
        new Option("--track <track>", "whose revisions; default: the canary's where there is one, else stable").choices(
          ["stable", "canary", "previous"] satisfies Track[],
        ),
      )
      .option("--json", "verdict and checks as one JSON object; what people read goes to standard error", false)
      .allowExcessArguments(false)
      .addHelpText("after", `${VARIABLES}\n${EXIT_CODES}`);

  define(
    "smoke",
    "Check health, metrics, ping → pong and Prometheus of what runs.",
    "Runs the smoke gate's checks on a release that runs, on its track's route, at any share of traffic. Every check is run " +
      "and reported, also after a failure. What it sends is marked as a probe and counts for no SLO.",
  ).action(async (environment: Environment, { track, json }: Options) => {
    const { runSmoke } = await import("./run.ts");
    process.exitCode = await runSmoke({ environment, track, json });
  });

  define(
    "slo",
    "Watch error rate and latency of what runs against its SLO.",
    "Watches user traffic for some minutes by the SLO gate's own code and limits, a line a poll: error rate, the bucket's " +
      "edge that p95 and p99 keep, request rate, sample size, violations so far. More violating polls than gates.slo.maxViolations " +
      "end it at once. No data, no traffic and an unreachable Prometheus are never a pass.",
  )
    .argument("[minutes]", "how long to watch, above 0 and at most 1440", minutesOf, 5)
    .action(async (environment: Environment, minutes: number, { track, json }: Options) => {
      const { runSlo } = await import("./run.ts");
      process.exitCode = await runSlo({ environment, track, json }, minutes);
    });

  define(
    "frontend",
    "Check the page, its assets and the Exec Sandbox.",
    "Runs the frontend gate's checks on the page that runs: root, assets, HTML, Exec Sandbox, and a ping in a browser, by " +
      "gates.frontend.browser of the stack. Without a browser it says what it did not check; CHROMIUM names one.",
  ).action(async (environment: Environment, { track, json }: Options) => {
    const { runFrontend } = await import("./run.ts");
    process.exitCode = await runFrontend({ environment, track, json });
  });
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (text.trim() === "" || !(minutes > 0 && minutes <= 1440)) {
    throw new InvalidArgumentError("It must be a number of minutes above 0 and at most 1440.");
  }
  return minutes;
}
