import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeObject } from "../objects/kube-object.ts";
import type { Answer, Call } from "./fake-kubectl.ts";

const FAKE = new URL("./fake-kubectl.ts", import.meta.url).pathname;

/** A folder with a kubectl that answers from a script; see `fake-kubectl.ts`. */
export class FakeCluster {
  readonly folder: string;
  private answers: Record<string, Answer[]> = {};

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<FakeCluster> {
    const cluster = new FakeCluster(await mkdtemp(join(tmpdir(), "fake-kubectl-")));
    const program = `#!/bin/sh\nexec '${process.execPath}' '${FAKE}' "$@"\n`;
    await writeFile(join(cluster.folder, "kubectl"), program, { mode: 0o755 });
    await cluster.reset();
    return cluster;
  }

  /** Forgets everything but which kinds there are. */
  async reset(): Promise<void> {
    await rm(join(this.folder, "calls.log"), { force: true });
    const kinds = (...list: readonly (readonly [string, string, boolean])[]): Answer => ({
      stdout: JSON.stringify({ resources: list.map(([name, kind, namespaced]) => ({ name, kind, namespaced })) }),
    });
    const version = { major: "1", minor: "34", gitVersion: "v1.34.4" };
    this.answers = {
      "get --raw /api/v1": [
        kinds(["configmaps", "ConfigMap", true], ["secrets", "Secret", true], ["namespaces", "Namespace", false]),
      ],
      "get --raw /apis/apps/v1": [kinds(["deployments", "Deployment", true], ["deployments/scale", "Scale", true])],
      "config view --minify --output=jsonpath={..namespace}": [{ stdout: "" }],
      version: [{ stdout: JSON.stringify({ clientVersion: version, serverVersion: version }) }],
    };
    await this.write();
  }

  get environment(): NodeJS.ProcessEnv {
    return { PATH: this.folder, FAKE_KUBECTL: this.folder, HOME: this.folder, TMPDIR: this.folder };
  }

  /** @param answers in turn, the last one for good */
  async answer(command: string, ...answers: (Answer | KubeObject)[]): Promise<void> {
    this.answers[command] = answers.map((answer) =>
      "kind" in answer ? { stdout: JSON.stringify(answer) } : (answer as Answer),
    );
    await this.write();
  }

  private async write(): Promise<void> {
    await writeFile(join(this.folder, "answers.json"), JSON.stringify(this.answers));
  }

  /** The commands that were run and begin so, in order. */
  async calls(command: string): Promise<Call[]> {
    const log = await readFile(join(this.folder, "calls.log"), "utf8").catch(() => "");
    const calls: Call[] = log.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    return calls.filter((call) => call.command.startsWith(command));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
