import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import { Deployment, type DeployOptions, type Operation } from "../deployment-run.ts";
import type { Session } from "../session.ts";
import { commaSeparated, positiveInteger } from "./arguments.ts";

/** The CLI's default for `--parallel`: four per processor, at least 16. */
const DEFAULT_PARALLEL = Math.max(16, 4 * availableParallelism());

/** `pulumi preview`, `up`, `refresh` and `destroy`. */
export function deployCommands(openSession: () => Promise<Session>): Command[] {
  const define = (operation: Operation, name: string, alias: string | undefined, description: string): Command => {
    const command = new Command(name)
      .description(description)
      .option("-s, --stack <name>", "the stack to operate on; default: the selected one")
      .option("--config-file <file>", "the stack's config file, instead of Pulumi.<stack>.yaml")
      .option("-m, --message <text>", "a message to keep with the update")
      .option("-p, --parallel <n>", "operations that may be under way at once", positiveInteger, DEFAULT_PARALLEL)
      .option("--diff", "show each change with old and new values")
      .option("--expect-no-changes", "fail when something changes")
      .option("--suppress-outputs", "do not show the stack's outputs")
      .option("--suppress-permalink", "accepted for the CLI's sake: this engine shows no permalink")
      .option("--suppress-progress", "accepted for the CLI's sake: this engine shows no progress dots")
      .option("--event-log <file>", "append every event to a file, one JSON object a line")
      .addOption(new Option("--exec-kind <kind>").default("cli").hideHelp())
      .allowExcessArguments(false)
      .action(async (_options: unknown, self: Command) => {
        const options = self.optsWithGlobals<DeployOptions>();
        process.exitCode = await new Deployment(await openSession(), operation, options).run();
      });
    if (operation === "refresh") {
      command.option("--clear-pending-creates", "forget creations that were interrupted");
    } else {
      command.option("-r, --refresh", "read the state of every resource first");
    }
    if (operation === "preview" || operation === "update") {
      command
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
    if (operation === "preview") {
      command.option(
        "-j, --json",
        "emit the result as JSON; with PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true, every event as it comes",
      );
    } else {
      command.option("-y, --yes", "do not ask before the operation");
      command.option("-f, --skip-preview", "do not preview the operation first");
    }
    return alias === undefined ? command : command.alias(alias);
  };
  return [
    define("preview", "preview", "pre", "Shows what an update would do"),
    define("update", "up", "update", "Makes the stack what the program says"),
    define("refresh", "refresh", undefined, "Reads the real state of every resource into the stack"),
    define("destroy", "destroy", "down", "Deletes all resources of the stack"),
  ];
}
