import { Command } from "commander";
import { CommandError } from "../command-error.ts";
import type { Session } from "../session.ts";
import { formatJson, tableLines } from "../table.ts";
import { STACK_OPTION } from "./arguments.ts";
import { withJson } from "./json-output.ts";

/**
 * `pulumi stack tag` and what is below it.
 *
 * @param stackOption the stack that a command is for, as its flags have it
 */
export function tagCommand(
  openSession: () => Promise<Session>,
  stackOption: (command: Command) => string | undefined,
): Command {
  const tag = new Command("tag").description("Manages the stack's tags").enablePositionalOptions();
  const withStack = (command: Command) => command.option(...STACK_OPTION);
  const add = (command: Command) => {
    tag.addCommand(withStack(command));
  };
  add(
    withJson(new Command("list").alias("ls").description("Lists all tags")).action(
      async (options: { json?: boolean }, command: Command) =>
        list(await openSession(), stackOption(command), options.json === true),
    ),
  );
  add(
    new Command("get")
      .description("Shows the value of a tag")
      .argument("<name>")
      .action(async (name: string, _options: unknown, command: Command) =>
        get(await openSession(), stackOption(command), name),
      ),
  );
  add(
    new Command("set")
      .description("Sets a tag")
      .argument("<name>")
      .argument("<value>")
      .action(async (name: string, value: string, _options: unknown, command: Command) =>
        set(await openSession(), stackOption(command), name, value),
      ),
  );
  add(
    new Command("remove")
      .aliases(["rm", "delete"])
      .description("Removes a tag")
      .argument("<name>")
      .action(async (name: string, _options: unknown, command: Command) =>
        remove(await openSession(), stackOption(command), name),
      ),
  );
  return withStack(tag);
}

async function list(session: Session, stack: string | undefined, json: boolean): Promise<void> {
  const tags = await session.backend.tags(await session.requireStack(stack));
  const rows = Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  session.terminal.print(json ? formatJson(Object.fromEntries(rows)) : tableLines(["NAME", "VALUE"], rows).join("\n"));
}

async function get(session: Session, stack: string | undefined, name: string): Promise<void> {
  const reference = await session.requireStack(stack);
  const value = (await session.backend.tags(reference))[name];
  if (value === undefined) {
    throw new CommandError(`stack tag '${name}' not found for stack '${session.displayName(reference)}'`);
  }
  session.terminal.print(value);
}

async function set(session: Session, stack: string | undefined, name: string, value: string): Promise<void> {
  const reference = await session.requireStack(stack);
  await session.backend.setTags(reference, { ...(await session.backend.tags(reference)), [name]: value });
}

async function remove(session: Session, stack: string | undefined, name: string): Promise<void> {
  const reference = await session.requireStack(stack);
  const { [name]: _, ...tags } = await session.backend.tags(reference);
  await session.backend.setTags(reference, tags);
}
