import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { FakeCall, FakeClusterContent } from "./fake-kubectl.ts";

const PROGRAM = path.join(import.meta.dirname, "fake-kubectl.ts");

/** A folder with a kubectl for PATH, whose cluster is what the test says; see `fake-kubectl.ts`. */
export class FakeCluster {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "fake-kubectl-"));
  /** What a process needs in its environment to find it. */
  readonly environment = { PATH: `${this.folder}:${process.env.PATH}`, FAKE_KUBECTL: this.folder };

  constructor(content: Partial<FakeClusterContent>) {
    const program = `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`;
    fs.writeFileSync(path.join(this.folder, "kubectl"), program, { mode: 0o755 });
    this.become(content);
  }

  become(content: Partial<FakeClusterContent>): void {
    const whole = { forwards: {}, objects: {}, ...content };
    fs.writeFileSync(path.join(this.folder, "cluster.json"), JSON.stringify(whole));
  }

  /** The commands that were run, in order. */
  calls(): FakeCall[] {
    const log = path.join(this.folder, "calls.log");
    if (!fs.existsSync(log)) return [];
    const lines = fs.readFileSync(log, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line));
  }

  /** Ends the tunnels that it forwards, and goes. */
  end(): void {
    for (const { pid } of this.calls()) if (isRunning(pid)) process.kill(pid);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
