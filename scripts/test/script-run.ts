import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startTimeOf } from "../../components/platforms/local/process/proc.ts";
import { DoubleState } from "./docker-state.ts";

const SCRIPTS = path.resolve(import.meta.dirname, "..");

export interface Ended {
  readonly code: number | null;
  /** stdout and stderr as they came. */
  readonly output: string;
}

/** Runs the scripts of this folder with the stand-in for docker first on PATH. */
export class ScriptWorld {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "scripts-"));
  readonly docker = new DoubleState(path.join(this.folder, "docker"));
  private readonly pids = new Set<number>();

  /** @param env in place of, or beside, the test's own environment. */
  start(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(path.join(SCRIPTS, script), args, {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...withoutSettings(process.env),
        PATH: `${path.join(SCRIPTS, "test")}:${process.env.PATH}`,
        DOCKER_DOUBLE: path.join(this.folder, "docker"),
        ...env,
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        for (const { pid } of this.docker.containers()) this.pids.add(pid);
      });
    }
    const ended = once(child, "close").then(([code]): Ended => ({ code, output }));
    return { ended, signal: (name: NodeJS.Signals) => void child.kill(name) };
  }

  /** What a script should have taken away: containers, their processes, networks. */
  left(): string[] {
    const containers = this.docker.containers();
    for (const { pid } of containers) this.pids.add(pid);
    const running = [...this.pids].filter((pid) => startTimeOf(pid) !== null).map((pid) => `process ${pid}`);
    return [...containers.map(({ name }) => name), ...running, ...this.docker.networks()];
  }

  remove(): void {
    for (const { pid } of this.docker.containers()) {
      if (startTimeOf(pid) !== null) process.kill(pid, "SIGKILL");
    }
    fs.rmSync(this.folder, { recursive: true });
  }
}

/** What a build server's environment may hold and the scripts read. */
function withoutSettings({
  IMAGE_REPOSITORY: _repository,
  NODE_IMAGE: _image,
  GITHUB_REPOSITORY: _github,
  ...rest
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest;
}
