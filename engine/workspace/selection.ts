import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomically } from "../backend/atomic-file.ts";
import type { Project } from "./project.ts";

const settings = z.looseObject({ stacks: z.record(z.string(), z.string()).optional() });

/** Which stack is selected, per project folder and backend, in the file where the CLI keeps it. */
export class StackSelection {
  readonly #file: string;
  readonly #backendUrl: string;

  /** @param home what PULUMI_HOME says; default: `.pulumi` in the user's home. */
  constructor(project: Project, backendUrl: string, home: string | undefined) {
    const digest = createHash("sha1").update(project.file).digest("hex");
    this.#file = join(home ?? join(homedir(), ".pulumi"), "workspaces", `${project.name}-${digest}-workspace.json`);
    this.#backendUrl = backendUrl;
  }

  #read(): z.infer<typeof settings> {
    let text: string;
    try {
      text = readFileSync(this.#file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        return {};
      }
      throw error;
    }
    try {
      return settings.parse(JSON.parse(text));
    } catch (error) {
      throw new Error(`could not parse file ${this.#file}; delete it and select the stack again`, { cause: error });
    }
  }

  /** The selected stack's qualified name; undefined when none is. */
  get current(): string | undefined {
    return this.#read().stacks?.[this.#backendUrl];
  }

  /** Selects a stack by its qualified name, or none. */
  async select(stack: string | undefined): Promise<void> {
    const before = this.#read();
    const { [this.#backendUrl]: _, ...stacks } = before.stacks ?? {};
    if (stack !== undefined) {
      stacks[this.#backendUrl] = stack;
    }
    await writeFileAtomically(this.#file, JSON.stringify({ ...before, stacks }, null, 4), 0o600);
  }
}
