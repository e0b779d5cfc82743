import type { Command } from "commander";
import { createProgram } from "../../engine/cli/command-line.ts";
import { gatewayCommand } from "../../lab/gateway/command.ts";
import { loadCommand } from "../../lab/load/command.ts";
import { program } from "../../release/cli.ts";

function engine(): Command {
  return createProgram(() => {
    throw new Error("documents are read, and no command of them runs");
  });
}

/** The command lines of this project, by the file that is started. */
export const OWN_COMMAND_LINES: Readonly<Record<string, () => Command>> = {
  "bin/canary": program,
  "bin/pulumi": engine,
  "release/main.ts": program,
  "engine/main.ts": engine,
  "lab/load/main.ts": loadCommand,
  "lab/gateway/main.ts": gatewayCommand,
};
