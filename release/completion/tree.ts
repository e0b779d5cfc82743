import type { Command, Option } from "commander";
import { ENVIRONMENTS } from "../environment.ts";

/** What may follow at one place of a command line. */
export interface CompletionNode {
  /** The commands up to here, with a space between: "tag validate". Empty at the top. */
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly CompletionOption[];
  /** Of each argument by its place, the values that it may have; none where it may have any. */
  readonly args: readonly (readonly string[])[];
}

export interface Word {
  readonly name: string;
  readonly description: string;
}

export interface CompletionOption extends Word {
  /** "-t" beside "--tree"; the long one is `name`. */
  readonly short?: string;
  /** The next word is its value. */
  readonly takesValue: boolean;
  /** The values that it may have; none where it may have any. */
  readonly choices: readonly string[];
}

/** What a program's own tree of commands says of each of its commands: the same that its help shows. Pure. */
export function completionTree(program: Command, path = ""): CompletionNode[] {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  const node: CompletionNode = {
    path,
    commands: commands.map((command) => ({ name: command.name(), description: help.subcommandDescription(command) })),
    options: help.visibleOptions(program).flatMap(optionOf),
    // Of environments there may be others, but these there are.
    args: program.registeredArguments.map((argument) =>
      argument.name() === "environment" ? ENVIRONMENTS : (argument.argChoices ?? []),
    ),
  };
  // Commander makes its help command anew for each question, with nothing below it.
  const children = program.commands.filter((command) => commands.includes(command));
  return [node, ...children.flatMap((child) => completionTree(child, `${path} ${child.name()}`.trim()))];
}

function optionOf({ long, short, required, argChoices, description }: Option): CompletionOption[] {
  const name = long ?? short;
  if (name === undefined) return [];
  return [
    {
      name,
      ...(long !== undefined && short !== undefined ? { short } : {}),
      // One whose value may be left out takes none from the next word that anybody could rely on.
      takesValue: required,
      choices: argChoices ?? [],
      description,
    },
  ];
}

/** Every option that takes a value, by all of its names, as "path name": with the values that it may have. */
export function valuedOptions(nodes: readonly CompletionNode[]): { key: string; choices: readonly string[] }[] {
  return nodes.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ name, short, choices }) =>
        [name, ...(short === undefined ? [] : [short])].map((each) => ({ key: `${path} ${each}`, choices })),
      ),
  );
}

/** Every command, as "path name". */
export function commandKeys(nodes: readonly CompletionNode[]): string[] {
  return nodes.filter(({ path }) => path !== "").map(({ path }) => (path.includes(" ") ? path : ` ${path}`));
}

/** What may stand at each place where no option is written, by "path:place"; the places of commands and of arguments. */
export function places(nodes: readonly CompletionNode[]): { key: string; words: readonly Word[] }[] {
  return nodes.flatMap(({ path, commands, args }) => {
    const ofArguments = args.map((choices, place) => ({
      key: `${path}:${place}`,
      words: choices.map((name) => ({ name, description: "" })),
    }));
    const ofCommands = commands.length === 0 ? [] : [{ key: `${path}:0`, words: commands }];
    return [...ofCommands, ...(commands.length === 0 ? ofArguments : [])].filter(({ words }) => words.length > 0);
  });
}
