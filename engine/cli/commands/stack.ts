import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { Command } from "commander";
import { qualifiedName } from "../../backend/layout.ts";
import type { StackTags } from "../../backend/tags.ts";
import { stackFilePath } from "../../workspace/stack-file.ts";
import { CommandError, EXIT_CODE } from "../command-error.ts";
import { relativeTime } from "../relative-time.ts";
import { removeStack } from "../remove-stack.ts";
import type { Session } from "../session.ts";
import { formatJson, tableLines } from "../table.ts";
import { positiveInteger } from "./arguments.ts";
import { withJson } from "./json-output.ts";
import { stackHistory } from "./stack-history.ts";
import { outputRows, stackOutput, stackOutputs } from "./stack-output.ts";
import { tagCommand } from "./stack-tags.ts";
import { exportStack, importStack } from "./stack-transfer.ts";
import { resourceTree } from "./stack-tree.ts";

type OpenSession = () => Promise<Session>;

/** `pulumi stack` and what is below it. */
export function stackCommand(openSession: OpenSession): Command {
  const stack = new Command("stack")
    .description("Shows the selected stack; its subcommands manage stacks")
    .enablePositionalOptions()
    .option("-s, --stack <name>", "the stack to operate on; default: the selected one")
    .option("--show-name", "only the name of the stack")
    .option("-i, --show-ids", "show what the providers call each resource")
    .option("-u, --show-urns", "show the URN of each resource")
    .option("--show-secrets", "show secret outputs in clear")
    .allowExcessArguments(false)
    .action(async (options: ShowOptions, command: Command) => show(await openSession(), stackOption(command), options));
  const add = (name: string) => withStack(stack.command(name));

  stack.addCommand(
    withJson(new Command("list").alias("ls").description("Lists the stacks of the project"))
      .option("-a, --all", "the stacks of all projects")
      .option("-p, --project <name>", "the stacks of another project")
      .option("-t, --tag <tag>", "only those with this tag: <name> or <name>=<value>")
      .action(async (options: ListOptions) => list(await openSession(), options)),
  );
  add("select")
    .description("Selects a stack for the commands that follow")
    .argument("[stack]")
    .option("-c, --create", "create the stack if it does not exist")
    .option("--secrets-provider <provider>", "of a stack that is created: passphrase or default", refuseOtherProviders)
    .action(async (name: string | undefined, options: { create?: boolean }, command: Command) =>
      select(await openSession(), oneName(name, command), options),
    );
  add("new")
    .aliases(["init", "create", "setup"])
    .description("Creates an empty stack")
    .argument("[stack]")
    .option("--no-select", "do not select the stack")
    .option("--secrets-provider <provider>", "passphrase, or default, which means the same", refuseOtherProviders)
    .action(async (name: string | undefined, options: { select: boolean }, command: Command) =>
      init(await openSession(), oneName(name, command), options.select),
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
      remove(await openSession(), oneName(name, command), options),
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
    new Command("unselect").description("Has no stack be selected").action(async () => unselect(await openSession())),
  );
  stack.addCommand(tagCommand(openSession, stackOption));
  return stack;
}

function withStack(command: Command): Command {
  return command.option("-s, --stack <name>", "the stack to operate on; default: the selected one");
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

interface ShowOptions {
  readonly showName?: boolean;
  readonly showIds?: boolean;
  readonly showUrns?: boolean;
  readonly showSecrets?: boolean;
}

async function show(session: Session, name: string | undefined, options: ShowOptions): Promise<void> {
  const reference = await session.requireStack(name);
  const { terminal } = session;
  if (options.showName === true) {
    terminal.print(session.displayName(reference));
    return;
  }
  const deployment = await session.backend.read(reference);
  const resources = deployment?.resources ?? [];
  const outputs = await stackOutputs(session, deployment, options.showSecrets === true);
  const { showUrns = false, showIds = false } = options;
  const tree = resourceTree(resources, { showUrns, showIds }, 4);
  terminal.print(
    [
      `Current stack is ${session.displayName(reference)}:`,
      `    Managed by ${hostname()}`,
      ...(deployment === undefined ? [] : [`    Last updated: ${lastUpdated(deployment.manifest.time)}`]),
      `Current stack resources (${resources.length}):`,
      ...(resources.length === 0 ? ["    No resources currently in this stack"] : tree),
      "",
      ...(resources.length === 0
        ? []
        : [`Current stack outputs (${Object.keys(outputs).length}):`, ...outputRows(outputs), ""]),
      "Use `pulumi stack select` to change stack; `pulumi stack ls` lists known ones",
    ].join("\n"),
  );
}

/** How long ago it was. @param time ISO 8601 */
function age(time: string): string {
  return relativeTime((Date.now() - Date.parse(time)) / 1000);
}

function lastUpdated(time: string): string {
  return `${age(time)} (${time})`;
}

interface ListOptions {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly project?: string;
  readonly tag?: string;
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const { all, project = all === true ? undefined : session.project.name, tag } = options;
  const ofProject = (await session.backend.list()).filter(
    (reference) => project === undefined || reference.project === project,
  );
  const tagged = await Promise.all(
    ofProject.map(async (reference) => tag === undefined || hasTag(await session.backend.tags(reference), tag)),
  );
  const references = ofProject
    .filter((_reference, index) => tagged[index] === true)
    .sort((a, b) => (qualifiedName(a) < qualifiedName(b) ? -1 : 1));
  const stacks = await Promise.all(
    references.map(async (reference) => {
      const deployment = await session.backend.read(reference);
      return {
        name: session.displayName(reference),
        current: await session.isSelected(reference),
        ...(deployment === undefined
          ? {}
          : {
              lastUpdate: new Date(deployment.manifest.time).toISOString(),
              resourceCount: deployment.resources?.length ?? 0,
            }),
      };
    }),
  );
  if (options.json === true) {
    session.terminal.print(formatJson(stacks));
    return;
  }
  const rows = stacks.map(({ name, current, lastUpdate, resourceCount }) => [
    current ? `${name}*` : name,
    lastUpdate === undefined ? "n/a" : age(lastUpdate),
    resourceCount === undefined ? "n/a" : String(resourceCount),
  ]);
  session.terminal.print(tableLines(["NAME", "LAST UPDATE", "RESOURCE COUNT"], rows).join("\n"));
}

/** @param filter `<name>`, or `<name>=<value>` */
function hasTag(tags: StackTags, filter: string): boolean {
  const [name = "", ...value] = filter.split("=");
  return name in tags && (value.length === 0 || tags[name] === value.join("="));
}

async function unselect(session: Session): Promise<void> {
  if (session.selection.current !== undefined) {
    await session.selection.select(undefined);
    session.terminal.printError("Stack was unselected");
  }
}

async function select(session: Session, name: string | undefined, options: { create?: boolean }): Promise<void> {
  if (name === undefined) {
    throw new CommandError("no stack selected; specify a stack name with --stack", EXIT_CODE.stackNotFound);
  }
  if (options.create === true && !(await session.backend.exists(session.parseStack(name)))) {
    await init(session, name, true);
    return;
  }
  await session.selection.select(qualifiedName(await session.requireStack(name)));
}

async function init(session: Session, name: string | undefined, selected: boolean): Promise<void> {
  if (name === undefined) {
    throw new CommandError("missing stack name");
  }
  const reference = session.parseStack(name);
  if (await session.backend.exists(reference)) {
    throw new CommandError(`stack '${qualifiedName(reference)}' already exists`);
  }
  const secrets = await session.secrets(reference, session.stackFile(reference, undefined));
  await session.backend.create(reference, secrets.salt);
  session.terminal.printError(`Created stack '${session.displayName(reference)}'`);
  if (selected) {
    await session.selection.select(qualifiedName(reference));
  }
}

interface RemoveOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly preserveConfig?: boolean;
  readonly removeBackups?: boolean;
}

async function remove(session: Session, name: string | undefined, options: RemoveOptions): Promise<void> {
  const reference = await session.requireStack(name);
  const shown = session.displayName(reference);
  await confirm(session, options.yes === true, `This will permanently remove the '${shown}' stack!`, shown);
  await session.backend.withLock(reference, () =>
    removeStack(session, reference, { force: options.force === true, removeBackups: options.removeBackups === true }),
  );
  if (options.preserveConfig !== true && reference.project === session.project.name) {
    await rm(stackFilePath(session.project, reference.stack), { force: true });
  }
  session.terminal.print(`Stack '${shown}' has been removed!`);
  if (await session.isSelected(reference)) {
    await session.selection.select(undefined);
  }
}

/** What cannot be undone is confirmed by typing the stack's name. */
export async function confirm(session: Session, yes: boolean, warning: string, stack: string): Promise<void> {
  if (yes) {
    return;
  }
  if (!session.terminal.interactive) {
    throw new CommandError("non-interactive mode requires --yes flag");
  }
  session.terminal.print(warning);
  const answer = await session.terminal.ask(
    `Please confirm that this is what you'd like to do by typing \`${stack}\`: `,
  );
  if (answer.trim() !== stack) {
    throw new CommandError("confirmation declined");
  }
}
