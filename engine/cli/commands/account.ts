import { hostname, userInfo } from "node:os";
import { Command } from "commander";
import { backendLocation } from "../../backend/location.ts";
import { CommandError } from "../command-error.ts";
import type { Session } from "../session.ts";
import { formatJson } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { VERSION } from "../version.ts";
import { STACK_OPTION } from "./arguments.ts";
import { confirm } from "./confirm.ts";
import { withJson } from "./json-output.ts";

/** The commands that are about the engine, its backend and locks. */
export function accountCommands(openSession: () => Promise<Session>, terminal: () => Terminal): Command[] {
  const version = new Command("version")
    .description("Shows the engine's version")
    .allowExcessArguments(false)
    .action(() => terminal().print(VERSION));
  const whoami = withJson(new Command("whoami"))
    .description("Shows who uses the backend")
    .option("-v, --verbose", "the backend too")
    .allowExcessArguments(false)
    .action(async (options: { verbose?: boolean; json?: boolean }) => showUser(await openSession(), options));
  const login = new Command("login")
    .description("Checks that state can be kept in a folder; PULUMI_BACKEND_URL or Pulumi.yaml choose which")
    .argument("[url]", "file://<folder>")
    .allowExcessArguments(false)
    .action(async (url: string | undefined) => checkBackend(await openSession(), url));
  const cancel = new Command("cancel")
    .description("Takes away the locks of a stack whose update has died")
    .argument("[stack]")
    .option(...STACK_OPTION)
    .option("-y, --yes", "do not ask")
    .allowExcessArguments(false)
    .action(async (name: string | undefined, options: { stack?: string; yes?: boolean }) =>
      takeLocks(await openSession(), name ?? options.stack, options.yes === true),
    );
  return [version, whoami, login, cancel];
}

function showUser(session: Session, options: { verbose?: boolean; json?: boolean }): void {
  const user = userInfo().username;
  const { url } = session.backend;
  if (options.json === true) {
    session.terminal.print(formatJson({ user, url }));
  } else {
    session.terminal.print(
      options.verbose === true ? `User: ${user}\nOrganizations: \nBackend URL: ${url}\nToken type: personal` : user,
    );
  }
}

/** This engine keeps no credentials: a login cannot move a project's state, and says so rather than be forgotten. */
function checkBackend(session: Session, url: string | undefined): void {
  const { backend, project, terminal } = session;
  const asked = url ?? backend.url;
  const { folder } = backendLocation(asked, project.root);
  if (folder !== backendLocation(backend.url, project.root).folder) {
    throw new CommandError(
      `this project's state is kept in ${backend.url}; to keep it in ${asked}, set PULUMI_BACKEND_URL or backend.url in ${project.file}`,
    );
  }
  terminal.print(`Logged in to ${hostname()} as ${userInfo().username} (${backend.url})`);
}

async function takeLocks(session: Session, name: string | undefined, yes: boolean): Promise<void> {
  const reference = await session.requireStack(name);
  const shown = session.displayName(reference);
  if (session.terminal.interactive) {
    await confirm(session, yes, `This will irreversibly cancel the currently running update for '${shown}'!`, shown);
  }
  for (const { holder, state } of await session.backend.breakLocks(reference)) {
    if (state === "alive" && holder !== undefined) {
      session.terminal.printError(
        `warning: process ${holder.pid} still runs and goes on without its lock; end it before the next update`,
      );
    }
  }
  session.terminal.print(`The currently running update for '${shown}' has been canceled!`);
  const pending = (await session.backend.read(reference))?.pending_operations ?? [];
  for (const { resource, type } of pending) {
    session.terminal.print(`  * ${resource.urn}, interrupted while ${type}`);
  }
}
