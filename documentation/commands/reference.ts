import fs from "node:fs";
import path from "node:path";
import type { Command } from "commander";

/** Terminals are 80 columns wide, and so is the page. */
const COLUMNS = 80;
const EXAMPLES = path.join(import.meta.dirname, "examples");

/**
 * docs/COMMANDS.md: every command of a program with its help, and with what it has printed on a real stack where examples/ has
 * a file of its name.
 */
export function renderReference(program: Command): string {
  const commands = program.commands.filter((command) => command.name() !== "help");
  const rows = commands.map((command) => `| [\`${command.name()}\`](#${command.name()}) | ${summaryOf(command)} |`);
  return [
    "# Commands of `bin/canary`",
    "",
    "What `bin/canary <command> --help` says, and what commands have printed on a local stack. This page is made from the program",
    "and `documentation/commands/examples/` (`bin/canary test documentation/commands -u`), and a test holds it to them.",
    "",
    "| command | what it does |",
    "|---|---|",
    ...rows,
    "",
    ...commands.flatMap((command) => section(command)),
  ].join("\n");
}

function section(command: Command): string[] {
  const name = command.name();
  const parts = command.commands.filter((part) => part.name() !== "help");
  const example = exampleOf(name);
  return [
    `## ${name}`,
    "",
    ...block(helpOf(command)),
    ...parts.flatMap((part) => block(helpOf(part))),
    ...(example === undefined ? [] : ["It has printed:", "", ...block(example)]),
  ];
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (piece) => {
      text += piece;
    },
    getOutHelpWidth: () => COLUMNS,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text;
}

function summaryOf(command: Command): string {
  // A bar would end the table's cell.
  return (command.summary() || command.description()).replaceAll("|", "\\|");
}

function exampleOf(name: string): string | undefined {
  const file = path.join(EXAMPLES, `${name}.txt`);
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}

function block(text: string): string[] {
  return ["```text", text.trimEnd(), "```", ""];
}
