import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, vi } from "vitest";

// Several commands one after the other, each with processes of its own.
vi.setConfig({ testTimeout: 300_000 });

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
const provider: pulumi.dynamic.ResourceProvider = {
  async create(inputs) { return { id: "place", outs: { address: \`http://127.0.0.1:\${inputs.port}\` } }; },
};
class Place extends pulumi.dynamic.Resource {
  declare readonly address: pulumi.Output<string>;
  constructor(name: string, port: number) { super(provider, name, { port, address: undefined }); }
}
export const program = async () => ({ address: new Place("place", 8080).address });
`;

it("another project's tests run on this engine as the README says", async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "another-project-")));
  try {
    const readme = await readFile(join(ROOT, "engine/README.md"), "utf8");
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
    if (example === undefined) throw new Error("engine/README.md has no example");
    await writeFile(join(folder, "place.test.ts"), example);
    await writeFile(join(folder, "program.ts"), PROGRAM);
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    await mkdir(join(folder, "state"));
    const { NODE_OPTIONS: _, ...environment } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, ["--test", "place.test.ts"], {
      cwd: folder,
      env: { ...environment, CANARY_ROOT: ROOT, STATE: join(folder, "state"), PULUMI_HOME: join(folder, "home") },
    });
    expect(stdout).toMatch(/pass 1\n[\s\S]*fail 0\n/);
    expect(await readdir(join(folder, "state/.pulumi/stacks"), { recursive: true })).not.toContain("trial/test.json");
  } finally {
    await rm(folder, { recursive: true });
  }
});
