import type { Command } from "commander";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { completionTree } from "./tree.ts";
import { zshScript } from "./zsh.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** Shells look a command up by its name without the folder: bin/canary is "canary". Pure. */
export function scriptFor(shell: keyof typeof SCRIPTS, program: Command): string {
  return SCRIPTS[shell](completionTree(program), program.name().slice(program.name().lastIndexOf("/") + 1));
}
