import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { COMPONENTS, packageFile } from "../component.ts";

const PROJECT = path.resolve(import.meta.dirname, "../../..");
/** What `bin/canary tag` runs on, besides what npm brings. */
const TOOL = ["package.json", "release", "errors/release-error.ts"];

export interface Finished {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A git repository of its own in a temporary folder, committed and clean, with the tool and what it reads. */
export class TemporaryRepository {
  readonly root = fs.mkdtempSync(path.join(os.tmpdir(), "release-tags-"));
  /** A folder in it for what git is not to see. */
  readonly ignored = path.join(this.root, "ignored");
  private readonly environment: NodeJS.ProcessEnv;

  /** @param versions of each component's package.json */
  constructor(changelog: string, versions: Readonly<Record<string, string>>) {
    // Neither the settings of whoever runs the tests, nor the repository of a hook that runs them.
    const own = Object.entries(process.env).filter(([name]) => !/^(GIT_|GITHUB_OUTPUT$|NODE_OPTIONS$)/.test(name));
    this.environment = { ...Object.fromEntries(own), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    for (const file of TOOL) fs.cpSync(path.join(PROJECT, file), path.join(this.root, file), { recursive: true });
    fs.symlinkSync(fs.realpathSync(path.join(PROJECT, "node_modules")), path.join(this.root, "node_modules"));
    this.write(".gitignore", "node_modules\nignored/\n");
    fs.mkdirSync(this.ignored);
    this.write("CHANGELOG.md", changelog);
    for (const component of COMPONENTS) {
      this.write(packageFile(component), JSON.stringify({ name: component, version: versions[component] }));
    }
    this.git("init", "--quiet");
    this.git("config", "user.name", "A Tester");
    this.git("config", "user.email", "tester@example.org");
    this.commit("A release");
  }

  write(file: string, content: string): void {
    fs.mkdirSync(path.dirname(path.join(this.root, file)), { recursive: true });
    fs.writeFileSync(path.join(this.root, file), content);
  }

  commit(message: string): void {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", message);
  }

  /** What git says, without the last line break. */
  git(...args: string[]): string {
    const options = { cwd: this.root, env: this.environment, encoding: "utf8" } as const;
    return execFileSync("git", args, options).replace(/\n$/, "");
  }

  tags(): string[] {
    return this.git("tag", "--list")
      .split("\n")
      .filter((name) => name !== "");
  }

  /** `bin/canary tag` with arguments, without the set-up that bin/canary does before it. */
  tag(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Finished {
    const options = { env: { ...this.environment, ...environment }, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, this.command(args), options);
    return { exitCode: status, stdout, stderr };
  }

  /** The same in a process group of its own, as a terminal starts it, so that its programs can send that group a signal. */
  async tagInGroup(args: readonly string[]): Promise<Finished> {
    const child = spawn(process.execPath, this.command(args), { env: this.environment, detached: true });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
      });
    }
    const [exitCode] = (await once(child, "close")) as [number | null];
    return { exitCode, ...said };
  }

  remove(): void {
    fs.rmSync(this.root, { recursive: true });
  }

  private command(args: readonly string[]): string[] {
    return [path.join(this.root, "release/main.ts"), "tag", ...args];
  }
}
