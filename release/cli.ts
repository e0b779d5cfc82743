import { Command, Option } from "commander";
import { addCheckCommands } from "./checks/command.ts";
import { addCompletionCommand } from "./completion/command.ts";
import { addDashboardsCommand } from "./dashboards/command.ts";
import { addDoctorCommand } from "./doctor/command.ts";
import { addImagesCommand } from "./images/command.ts";

import { addPreviewCommands } from "./preview/command.ts";
import { addRenderCommand } from "./render/command.ts";
import { addReplayCommand } from "./replay/command.ts";
import { addReportCommand } from "./report/command.ts";
import { addBackCommands } from "./rollback/command.ts";
import { addRunCommand } from "./run/command.ts";
import { addStatusCommands } from "./status/command.ts";
import { addStepCommands } from "./steps/command.ts";
import { addTagCommand } from "./tag/command.ts";
import { addWatchCommand } from "./watch/command.ts";

/** The operator's tool. Each command loads its own code when it runs, so that none waits for another's imports. */
export function program(): Command {
  const canary = new Command("bin/canary")
    .description("Canary releases with Pulumi: set-up, tests and the operator's commands.")
    .enablePositionalOptions()
    .showHelpAfterError("Run it with --help to see what it takes.")
    .exitOverride();

  canary
    .command("setup")
    .description(
      "Make everything ready that the other commands need, but for what tests alone need; `test` brings that itself.",
    )
    .action(async () => {
      const { setUp } = await import("./setup/setup.ts");
      await setUp();
    });

  canary
    .command("demo")
    .summary("Play a whole release on this machine, with everything that can go wrong.")
    .description(
      "Plays releases on a stack of its own, under load, by plain Pulumi commands: deploy, canary 10, 50, 100 %, promote, " +
        "undo the promotion; a broken canary, which the SLO gate takes back; a rollback from a canary that hangs; a rollback " +
        "whose config also names a canary that cannot start; destroy. Holds every step against the design and ends with a " +
        "table.\n\nTakes about 3 minutes, a little more for set-up at the first time. Everything is in .canary/demo, which " +
        "each demo empties first; it uses free ports, so it runs beside a local stack. Ctrl-C ends it and leaves nothing running.",
    )
    .option("--json <file>", "write all results to a file")
    .action(async ({ json }: { json?: string }) => {
      const { setUp } = await import("./setup/setup.ts");
      await setUp();
      const { runDemo } = await import("./demo/demo.ts");
      process.exitCode = await runDemo({ json });
    })
    .addHelpText("after", "\nExit codes: 0 all was as the design says, 1 something was not, 130 ended by a signal.");

  canary
    .command("bench")
    .summary("Measure split, releases, rollback, echo, the engine and what gates decide.")
    .description(
      "Measures on stacks of their own and prints what it measured beside its goals; a missed goal is a result, not a " +
        "failure. Takes about 15 minutes for all. Numbers are worth what the machine was free to do: look at the load average.",
    )
    .argument(
      "[names...]",
      "split, release, rollback, ways-back, echo, engine, sizes, analysis; all where none is named",
    )
    .option("--json <file>", "write all results to a file")
    .action(async (names: string[], { json }: { json?: string }) => {
      const { setUp } = await import("./setup/setup.ts");
      await setUp();
      const { runBenchmarks } = await import("../bench/run.ts");
      process.exitCode = await runBenchmarks({ names, json });
    })
    .addHelpText("after", "\nExit codes: 0 measured, 1 something could not be measured, 130 ended by a signal.");

  canary
    .command("test")
    .summary("Run the tests.")
    .description("Run the tests. Arguments go to vitest: a folder or file, -t <name>, …")
    .argument("[vitest arguments...]")
    .option(
      "--cluster",
      "those in test/cluster instead, on a Kubernetes cluster that is built and started here; as root",
      false,
    )
    .addOption(
      new Option(
        "--docker",
        "those in test/docker instead, on the Docker engine that answers, or, as root, on one that is started here",
      )
        .default(false)
        .conflicts("cluster"),
    )
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (vitestArguments: string[], options: { cluster: boolean; docker: boolean }) => {
      const { setUp } = await import("./setup/setup.ts");
      await setUp({ forTests: true, forDocker: options.docker });
      const { runTests } = await import("./test/run-tests.ts");
      const { SUITES } = await import("./test/suites.ts");
      const names = ["cluster", "docker"] as const;
      const chosen = names.find((name) => options[name]);
      process.exitCode = await runTests(vitestArguments, chosen && SUITES[chosen]);
    });

  addCheckCommands(canary);
  addCompletionCommand(canary);
  addDashboardsCommand(canary);
  addDoctorCommand(canary);
  addImagesCommand(canary);
  addStepCommands(canary);
  addBackCommands(canary);
  addRunCommand(canary);
  addStatusCommands(canary);
  addPreviewCommands(canary);
  addRenderCommand(canary);
  addReplayCommand(canary);
  addReportCommand(canary);
  addTagCommand(canary);
  addWatchCommand(canary);

  return canary;
}
