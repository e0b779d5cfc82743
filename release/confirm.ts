import { createInterface } from "node:readline/promises";
import { ReleaseError } from "../errors/release-error.ts";
import type { Screen } from "./screen.ts";

/**
 * Asked before anything else, so that nothing is begun that nobody can agree to.
 *
 * @throws PHS004 without a terminal
 */
export function demandTerminal(isGiven: boolean): void {
  if (isGiven || process.stdin.isTTY) return;
  throw new ReleaseError(
    "PHS004",
    "it asks before it begins, and there is no terminal to ask; say --yes to agree beforehand",
  );
}

/** Asks a person. Anything but yes is no; so is the end of input. */
export async function confirm(question: string, { stream }: Screen): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process[stream] });
  try {
    const ended = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
