import { CommandError } from "../command-error.ts";

/** @throws CommandError for anything but a whole number from 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new CommandError(`'${text}' is not a whole number of at least 1`);
  }
  return value;
}
