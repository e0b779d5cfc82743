import { CommanderError } from "commander";
import { program } from "./cli.ts";

const WRONG_USAGE = 2;

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // It has said what is wrong, or shown the help that was asked for.
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
  } else {
    process.stderr.write(`bin/canary: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
