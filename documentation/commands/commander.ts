import type { Argument, Command, Option } from "commander";
import { UNKNOWN } from "../shell/scanner.ts";

/** Thrown where a command would run: everything that was given is understood. */
class Understood extends Error {}

/**
 * What a command line has against arguments, asked of its own parser; undefined when it takes them. Runs nothing.
 *
 * @param program made for this call: it is changed
 * @param args values that are only known when they run hold UNKNOWN and are taken as any value
 */
export function complaintOf(program: Command, args: readonly string[]): string | undefined {
  quieten(program);
  program.hook("preAction", () => {
    throw new Understood();
  });
  try {
    program.parse(args, { from: "user" });
    return undefined;
  } catch (error) {
    if (error instanceof Understood) return undefined;
    // Help and versions were asked for.
    if (error instanceof Error && "exitCode" in error && error.exitCode === 0) return undefined;
    const message = error instanceof Error ? error.message : String(error);
    return message === "(outputHelp)" ? "a command is missing" : message.replace(/^error: /, "");
  }
}

function quieten(command: Command): void {
  const nothing = () => undefined;
  command.exitOverride().configureOutput({ writeOut: nothing, writeErr: nothing, outputError: nothing });
  for (const option of command.options) takeUnknown(option);
  for (const argument of command.registeredArguments) takeUnknown(argument);
  for (const child of command.commands) quieten(child);
}

function takeUnknown(parameter: Option | Argument): void {
  const { parseArg } = parameter;
  if (parseArg === undefined) return;
  parameter.parseArg = <T>(value: string, previous: T): T =>
    value.includes(UNKNOWN) ? (value as T) : (parseArg.call(parameter, value, previous) as T);
}
