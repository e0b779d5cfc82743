import { Command } from "commander";
import { CommandError } from "../command-error.ts";
import type { Session } from "../session.ts";
import { positiveInteger, STACK_OPTION } from "./arguments.ts";
import { withJson } from "./json-output.ts";
import { stackHistory } from "./stack-history.ts";
import { type ListOptions, listStacks } from "./stack-list.ts";
import { stackOutput } from "./stack-output.ts";
import { type RemoveOptions, removeByName } from "./stack-removal.ts";
import { createStack, selectStack, unselectStack } from "./stack-selection.ts";
import { type ShowOptions, showStack } from "./stack-show.ts";
import { tagCommand } from "./stack-tags.ts";
import { exportStack, importStack } from "./stack-transfer.ts";

type OpenSession = () => Promise<Session>;

/** `pulumi stack` and what is below it. */
export function stackCommand(openSession: OpenSession): Command {
  const stack = new Command("stack")
    .description("Shows the selected stack; its subcommands manage stacks")
    .enablePositionalOptions()
    .option(...STACK_OPTION)
    .option("--show-name", "only the name of the stack")
    .option("-i, --show-ids", "show what the providers call each resource")
    .option("-u, --show-urns", "show the URN of each resource")
    .option("--show-secrets", "show secret outputs in clear")
    .allowExcessArguments(false)
    .action(async (options: ShowOptions, command: Command) =>
      showStack(await openSession(), stackOption(command), options),
    );
  const add = (name: string) => withStack(stack.command(name));

  stack.addCommand(
    withJson(new Command("list").alias("ls").description("Lists the stacks of the project"))
      .option("-a, --all", "the stacks of all projects")
      .option("-p, --project <name>", "the stacks of another project")
      .option("-t, --tag <tag>", "only those with this tag: <name> or <name>=<value>")
      .action(async (options: ListOptions) => listStacks(await openSession(), options)),
  );
  add("select")
    .description("Selects a stack for the commands that follow")
    .argument("[stack]")
    .option("-c, --create", "create the stack if it does not exist")
    .option("--secrets-provider <provider>", "of a stack that is created: passphrase or default", refuseOtherProviders)
    .action(async (name: string | undefined, options: { create?: boolean }, command: Command) =>
      selectStack(await openSession(), oneName(name, command), options),
    );
  add("new")
    .aliases(["init", "create", "setup"])
    .description("Creates an empty stack")
    .argument("[stack]")
    .option("--no-select", "do not select the stack")
    .option("--secrets-provider <provider>", "passphrase, or default, which means the same", refuseOtherProviders)
    .action(async (name: string | undefined, options: { select: boolean }, command: Command) =>
      createStack(await openSession(), oneName(name, command), options.select),
    );
  add("remove")
    .aliases(["rm", "delete"])
    .description("Removes a stack and its config file")
    .argument("[stack]")
    .option("-f, --force", "also when it still has resources, which are left behind")
    .option("-y, --yes", "do not ask")
    .option("--preserve-config", "keep the stack's config file")
    .option("--remove-backups", "remove the copies of its state too")
    .action(async (name: string | undefined, options: RemoveOptions, command: Command) =>
      removeByName(await openSession(), oneName(name, command), options),
    );
  add("output")
    .description("Shows the stack's outputs")
    .argument("[name]")
    .option("-j, --json", "emit output as JSON")
    .option("--show-secrets", "show secret outputs in clear")
    .action(async (name: string | undefined, options: { json?: boolean; showSecrets?: boolean }, command: Command) =>
      stackOutput(await openSession(), stackOption(command), name, options),
    );
  add("export")
    .description("Writes the stack's deployment to standard output")
    .option("--file <file>", "write it to a file")
    .option("--show-secrets", "secrets in clear")
    .action(async (options: { file?: string; showSecrets?: boolean }, command: Command) =>
      exportStack(await openSession(), stackOption(command), options),
    );
  add("import")
    .description("Replaces the stack's deployment by one from standard input")
    .option("--file <file>", "read it from a file")
    .option("-f, --force", "also when it belongs to another stack or is not sound")
    .action(async (options: { file?: string; force?: boolean }, command: Command) =>
      importStack(await openSession(), stackOption(command), options),
    );
  withJson(add("history").alias("hist"))
    .description("Shows the stack's updates, newest first")
    .option("--show-secrets", "show secret config values in clear")
    .option("--page-size <n>", "updates on a page; default: all with --json, else 10", positiveInteger)
    .option("--page <n>", "which page, from 1", positiveInteger)
    .option("--full-dates", "dates instead of how long ago")
    .action(async (options: Parameters<typeof stackHistory>[2], command: Command) =>
      stackHistory(await openSession(), stackOption(command), options),
    );
  stack.addCommand(
    new Command("unselect")
      .description("Has no stack be selected")
      .action(async () => unselectStack(await openSession())),
  );
  stack.addCommand(tagCommand(openSession, stackOption));
  return stack;
}

function withStack(command: Command): Command {
  return command.option(...STACK_OPTION);
}

function stackOption(command: Command): string | undefined {
  return command.optsWithGlobals<{ stack?: string }>().stack;
}

/** The stack is named by an argument or by `--stack`. */
function oneName(argument: string | undefined, command: Command): string | undefined {
  const option = stackOption(command);
  if (argument !== undefined && option !== undefined) {
    throw new CommandError("only one of --stack or argument stack name may be specified, not both");
  }
  return argument ?? option;
}

function refuseOtherProviders(provider: string): string {
  if (provider !== "passphrase" && provider !== "default") {
    throw new CommandError(
      `secrets provider '${provider}' is not supported by the embedded engine, only passphrase is`,
    );
  }
  return provider;
}
