import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import type { DeployOptions } from "../deploy-options.ts";
import { Deployment, type Operation } from "../deployment-run.ts";
import type { Session } from "../session.ts";
import { commaSeparated, positiveInteger, repeated, STACK_OPTION } from "./arguments.ts";

/** The CLI's default for `--parallel`: four per processor, at least 16. */
const DEFAULT_PARALLEL = Math.max(16, 4 * availableParallelism());

/** `pulumi preview`, `up`, `refresh` and `destroy`. */
export function deployCommands(openSession: () => Promise<Session>): Command[] {
  const define = (operation: Operation, name: string, aliases: readonly string[], description: string): Command => {
    const command = new Command(name)
      .description(description)
      .aliases(aliases)
      .allowExcessArguments(false)
      .action(async (_options: unknown, self: Command) => {
        const options = self.optsWithGlobals<DeployOptions>();
        process.exitCode = await new Deployment(await openSession(), operation, options).run();
      });
    addFlagsOfAll(command);
    addFlagsOfSome(command, operation);
    return command;
  };
  return [
    define("preview", "preview", ["pre"], "Shows what an update would do"),
    define("update", "up", ["update"], "Makes the stack what the program says"),
    define("refresh", "refresh", [], "Reads the real state of every resource into the stack"),
    define("destroy", "destroy", ["down", "dn"], "Deletes all resources of the stack"),
  ];
}

function addFlagsOfAll(command: Command): void {
  command
    .option(...STACK_OPTION)
    .option("--config-file <file>", "the stack's config file, instead of Pulumi.<stack>.yaml")
    .option("-c, --config <key=value>", "a value to store in the stack's config file first; repeatable", repeated)
    .option("--config-path", "the keys of --config are paths")
    .option("-m, --message <text>", "a message to keep with the update")
    .option("-p, --parallel <n>", "operations that may be under way at once", positiveInteger, DEFAULT_PARALLEL)
    .option("--diff", "show each change with old and new values")
    .option(
      "-j, --json",
      "emit the result of a preview, and the events of an operation, as JSON; with " +
        "PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true the events of a preview too",
    )
    .option("-t, --target <urn>", "only this resource; repeatable; * and ** are wildcards", repeated)
    .option("--target-dependents", "what depends on the targets too")
    .option("--show-sames", "show resources that do not change too")
    .option("--skip-config-validation", "do not hold the stack's config to the project's schema")
    .option("--skip-plugin-pre-install", "accepted for the CLI's sake: this engine installs no plugins")
    .option("--suppress-outputs", "do not show the stack's outputs")
    .option("--suppress-permalink", "accepted for the CLI's sake: this engine shows no permalink")
    .option("--suppress-progress", "accepted for the CLI's sake: this engine shows no progress dots")
    .option("--event-log <file>", "write every event to a file, one JSON object a line, or to tcp://<host>:<port>")
    .addOption(new Option("--exec-kind <kind>").default("cli").hideHelp())
    .addOption(new Option("--exec-agent <name>").hideHelp())
    .addOption(new Option("--client <address>").hideHelp());
}

function addFlagsOfSome(command: Command, operation: Operation): void {
  const exclude = operation === "update" ? "--exclude <urn>" : "-x, --exclude <urn>";
  command.option(exclude, "all but this resource; repeatable; * and ** are wildcards", repeated);
  if (operation !== "destroy") {
    command.option("--exclude-dependents", "without what depends on the excluded ones too");
    command.option("--expect-no-changes", "fail when something changes");
  } else {
    command
      .option("--exclude-protected", "keep what is protected, and destroy everything else")
      .option("--continue-on-error", "go on with what a failed deletion does not stand in the way of")
      .option("--remove", "remove the stack and its config file afterwards");
  }
  if (operation === "refresh") {
    command.option("--clear-pending-creates", "forget creations that were interrupted");
  } else {
    command.option("-r, --refresh", "read the state of every resource first");
  }
  if (operation === "preview" || operation === "update") {
    addFlagsOfUpdates(command);
  }
  if (operation !== "preview") {
    command
      .option("-y, --yes", "do not ask before the operation")
      .option("-f, --skip-preview", "do not preview the operation first")
      .option("--preview-only", "only preview the operation");
  }
}

function addFlagsOfUpdates(command: Command): void {
  command
    .option("--replace <urn>", "replace this resource; repeatable; * and ** are wildcards", repeated)
    .option("--target-replace <urn>", "replace this resource and touch no other; repeatable", repeated)
    .option(
      "--policy-pack <folder>",
      "run the policy pack in this folder (of PulumiPolicy.yaml) as part of the operation; repeatable",
      commaSeparated,
    )
    .option(
      "--policy-pack-config <file>",
      "JSON file that configures the policies of the pack of the corresponding --policy-pack; repeatable",
      commaSeparated,
    );
}
