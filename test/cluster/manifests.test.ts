import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { ROOT } from "../harness/engine.ts";
import { kubectl } from "./cluster.ts";

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const run = promisify(execFile);

describe("the manifests that bin/canary render writes", () => {
  let folder: string;
  let namespace: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "canary-render-"));
  });
  afterEach(async () => {
    fs.rmSync(folder, { recursive: true });
    await kubectl("delete", "namespace", namespace, "--ignore-not-found");
  });

  it.each(["staging", "production"])("of %s are taken by the cluster, without a warning", async (stack) => {
    namespace = `canary-${stack}`;
    const { stdout: rendered } = await run(path.join(ROOT, "bin/canary"), ["render", "-s", stack], { cwd: ROOT });
    const manifests: Manifest[] = parseAllDocuments(rendered).map((document) => document.toJS());
    const [ofNamespace] = manifests.filter(({ kind }) => kind === "Namespace");
    expect(ofNamespace?.metadata.name).toBe(namespace);
    // For real, with its labels: by them the cluster says which pods are not restricted.
    const file = path.join(folder, "namespace.json");
    fs.writeFileSync(file, JSON.stringify(ofNamespace));
    await kubectl("apply", "--server-side", `--filename=${file}`);
    const all = path.join(folder, "all.yaml");
    fs.writeFileSync(all, rendered);
    const { stdout, stderr } = await run("kubectl", [
      ...["apply", "--server-side", "--dry-run=server", "--validate=strict", `--filename=${all}`],
    ]);
    expect(stderr).toBe("");
    const taken = stdout.trim().split("\n");
    expect(taken).toHaveLength(manifests.length);
    for (const line of taken) expect(line).toMatch(/serverside-applied \(server dry run\)$/);
  });
});
