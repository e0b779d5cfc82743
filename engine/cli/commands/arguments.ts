import { CommandError } from "../command-error.ts";

/** Which stack a command is for: its flag, and what its help says of it. */
export const STACK_OPTION = ["-s, --stack <name>", "the stack to operate on; default: the selected one"] as const;

/** @throws CommandError for anything but a whole number from 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new CommandError(`'${text}' is not a whole number of at least 1`);
  }
  return value;
}

/** Values of a flag that may be repeated, each a list separated by commas. */
export function commaSeparated(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(",")];
}

/** Values of a flag that may be repeated. */
export function repeated(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
