import { Command, CommanderError, Option } from "commander";
import { CommandError, EXIT_CODE } from "./command-error.ts";
import { accountCommands } from "./commands/account.ts";
import { configCommand } from "./commands/config.ts";
import { deployCommands } from "./commands/deploy.ts";
import { stackCommand } from "./commands/stack.ts";
import { stateCommand } from "./commands/state.ts";
import { Session } from "./session.ts";
import { withPlainSwitches } from "./switches.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

interface GlobalOptions {
  readonly cwd?: string;
  readonly nonInteractive?: boolean;
}

/** Understood before and after each command's name. */
function addGlobalOptions(command: Command): void {
  command
    .option("-C, --cwd <folder>", "run as if started in another folder")
    .option("--non-interactive", "never ask")
    .addOption(new Option("--color <when>", "colours; default: auto").choices(["always", "never", "auto"]));
  for (const child of command.commands) {
    addGlobalOptions(child);
  }
}

/**
 * Runs one command of the `pulumi` command line and returns the exit code for it. Commands and flags of the CLI that
 * this engine does not have are refused by name.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let globals: GlobalOptions = {};
  const program = createProgram(() => processTerminal(globals.nonInteractive === true));
  program.hook("preAction", (_program, command) => {
    globals = command.optsWithGlobals<GlobalOptions>();
    if (globals.cwd !== undefined) {
      changeFolder(globals.cwd);
    }
  });
  try {
    await program.parseAsync(withPlainSwitches(program, args), { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : EXIT_CODE.success;
  } catch (error) {
    return reportError(error);
  }
}

/** Everything that the command line understands. The terminal is asked for when a command runs. */
export function createProgram(terminal: () => Terminal): Command {
  const openSession = () => Session.open(terminal());
  const program = new Command("pulumi")
    .description("Pulumi's command line on an engine inside this project, for where the CLI cannot be had")
    .version(VERSION, "--version", "show the engine's version")
    // A flag may mean one thing on a command and another on its subcommand: each reads only its own.
    .enablePositionalOptions()
    .addHelpText(
      "after",
      `
Started by bin/pulumi, which takes --engine embedded|cli (or CANARY_ENGINE) to choose between this engine and the
Pulumi CLI; without it the CLI is used where there is one on PATH. bin/pulumi also sets an empty passphrase for the stack
named "local", where neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set.

State is kept in PULUMI_BACKEND_URL, else in backend.url of Pulumi.yaml, else in file://<project>/.canary/state.`,
    );
  const commands = [
    ...deployCommands(openSession),
    stackCommand(openSession),
    stateCommand(openSession),
    configCommand(openSession),
    ...accountCommands(openSession, terminal),
  ];
  for (const command of commands) {
    program.addCommand(command);
  }
  addGlobalOptions(program);
  takeErrorsFrom(program);
  return program;
}

function changeFolder(folder: string): void {
  try {
    process.chdir(folder);
  } catch (error) {
    throw new CommandError(`could not change to ${folder}: ${(error as Error).message}`, undefined, { cause: error });
  }
}

/** Errors of the parser are thrown, not printed with the parser's own words. */
function takeErrorsFrom(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined, outputError: () => undefined });
  for (const child of command.commands) {
    takeErrorsFrom(child);
  }
}

function reportError(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) {
      return EXIT_CODE.success;
    }
    printError(parserMessage(error));
    return EXIT_CODE.failure;
  }
  printError(error instanceof Error ? error.message : String(error));
  return error instanceof CommandError ? error.exitCode : EXIT_CODE.failure;
}

function parserMessage({ code, message }: CommanderError): string {
  const name = /'(.*?)'/.exec(message)?.[1] ?? "";
  switch (code) {
    case "commander.unknownOption":
      return `unknown flag: ${name.replace(/=.*$/s, "")} (the embedded engine does not support it)`;
    case "commander.excessArguments": {
      const [, group, word] = /too many arguments for '(stack|state|config|tag)'.*?: (\S+?)[,.]/.exec(message) ?? [];
      return word === undefined
        ? message.replace(/^error: /, "")
        : `unknown command "${word}" for "pulumi ${group}" (the embedded engine does not support it)`;
    }
    case "commander.unknownCommand":
      return `unknown command "${name}" (the embedded engine does not support it)`;
    case "commander.help":
      return "a command is missing; `pulumi --help` lists them";
    default:
      return message.replace(/^error: /, "");
  }
}

function printError(message: string): void {
  process.stderr.write(`error: ${message}\n`);
}
