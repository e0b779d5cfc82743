import { Command } from "commander";
import type { StoredDeployment, StoredResource } from "../../backend/deployment.ts";
import { CommandError } from "../command-error.ts";
import type { Session } from "../session.ts";
import { STACK_OPTION } from "./arguments.ts";

type OpenSession = () => Promise<Session>;

/** `pulumi state` and what is below it. */
export function stateCommand(openSession: OpenSession): Command {
  const state = new Command("state")
    .description("Edits the stack's state, for what no update can do")
    .enablePositionalOptions()
    .allowExcessArguments(false)
    .action((_options: unknown, command: Command) => command.help());
  const add = (name: string, description: string, protect: boolean) =>
    state
      .command(name)
      .description(description)
      .argument("[urns...]", "which; `pulumi stack --show-urns` lists them")
      .option(...STACK_OPTION)
      .option("--all", "all resources of the stack")
      .option("-y, --yes", "do not ask")
      .action(async (urns: string[], { stack, all = false, yes = false }: Options) =>
        setProtection(await openSession(), stack, { urns, all, yes, protect }),
      );
  add("protect", "Has resources refuse to be deleted", true);
  add("unprotect", "Lets protected resources be deleted, until an update protects them again", false);
  return state;
}

interface Options {
  readonly stack?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
}

interface Protection {
  readonly urns: readonly string[];
  readonly all: boolean;
  readonly yes: boolean;
  readonly protect: boolean;
}

async function setProtection(session: Session, stack: string | undefined, wanted: Protection): Promise<void> {
  const { urns, all, yes, protect } = wanted;
  if (!all && urns.length === 0) throw new CommandError("missing required argument: resource URN, or --all");
  const reference = await session.requireStack(stack);
  const { terminal } = session;
  // As the CLI does it: where nobody can be asked, nobody is.
  if (!yes && terminal.interactive) {
    const answer = await terminal.ask("warning: This command will edit your stack's state directly. Confirm? (y/N) ");
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError("confirmation declined");
  }
  const count = await session.backend.withLock(reference, async () => {
    const deployment = await session.backend.read(reference);
    const edited = withProtection(deployment, wanted);
    await session.backend.write(reference, edited.deployment);
    return edited.count;
  });
  const done = protect ? "protected" : "unprotected";
  terminal.print(all ? `All resources ${done}` : `${count} resources ${done}`);
}

/** Resources that wait to be deleted have successors of the same name, which are meant. Pure. @throws CommandError for a URN that is in no state */
function withProtection(
  deployment: StoredDeployment | undefined,
  { urns, all, protect }: Protection,
): { deployment: StoredDeployment; count: number } {
  if (deployment === undefined) {
    throw new CommandError(`no resources found to ${protect ? "protect" : "unprotect"}`);
  }
  const resources = deployment.resources ?? [];
  const there = new Set(resources.filter((each) => each.delete !== true).map(({ urn }) => urn));
  const missing = urns.filter((urn) => !there.has(urn));
  if (missing.length > 0) {
    const none = missing.map((urn) => `No such resource "${urn}" exists in the current state`).join("\n");
    throw new CommandError(`${none}\nTo list the resource URNs in the stack, run \`pulumi stack --show-urns\``);
  }
  const isMeant = ({ urn, delete: isLeaving }: StoredResource) => isLeaving !== true && (all || urns.includes(urn));
  const edited = resources.map((each) => {
    if (!isMeant(each)) return each;
    const { protect: _, ...rest } = each;
    return protect ? { ...rest, protect } : rest;
  });
  return { deployment: { ...deployment, resources: edited }, count: resources.filter(isMeant).length };
}
