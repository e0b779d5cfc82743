import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";

const SHOWN_LOG_LINES = 15;

/** Where set-up says what it does: one line for people, all output of the commands in a file. */
export class SetupLog {
  private readonly root: string;
  private readonly file = path.join(".canary", "setup.log");

  /** @param root the project root, in which the commands run */
  constructor(root: string) {
    this.root = root;
  }

  /**
   * Runs commands one after the other.
   *
   * @throws when one fails, with the last 15 lines of the log
   */
  async step(title: string, commands: readonly (readonly [string, ...string[]])[], env: NodeJS.ProcessEnv = {}) {
    process.stderr.write(`set-up: ${title} (log: ${this.file})\n`);
    const file = path.join(this.root, this.file);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.appendFileSync(file, `\n== ${title}\n`);
    for (const command of commands) {
      const failure = await this.run(command, file, env);
      if (failure === null) continue;
      const tail = fs.readFileSync(file, "utf8").trimEnd().split("\n").slice(-SHOWN_LOG_LINES).join("\n");
      throw new Error(`${title} failed: \`${command.join(" ")}\` ${failure}; the end of ${this.file}:\n${tail}`);
    }
  }

  private async run([program, ...rest]: readonly [string, ...string[]], file: string, env: NodeJS.ProcessEnv) {
    const output = fs.openSync(file, "a");
    try {
      const child = spawn(program, rest, {
        cwd: this.root,
        stdio: ["ignore", output, output],
        env: { ...process.env, ...env },
      });
      const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
      return code === 0 ? null : signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
    } catch (error) {
      return `cannot be run: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      fs.closeSync(output);
    }
  }
}
