import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const PROJECT = `name: trial
runtime: {name: nodejs, options: {typescript: false}}
config:
  percent: {type: integer, default: 10}
  slow: {type: integer, default: 0}
`;

const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config();
const provider: pulumi.dynamic.ResourceProvider = {
  async create(inputs) {
    await new Promise((resolve) => setTimeout(resolve, inputs.slow * 1000));
    if (inputs.value === "13") throw new Error("13 is not served");
    return { id: "thing", outs: inputs };
  },
  async update(_id, _olds, inputs) {
    await new Promise((resolve) => setTimeout(resolve, inputs.slow * 1000));
    if (inputs.value === "13") throw new Error("13 is not served");
    return { outs: inputs };
  },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name: string, inputs: pulumi.Inputs) {
    super(provider, name, inputs);
  }
}
const value = config.require("percent");
const thing = new Thing("thing", { value, slow: config.requireNumber("slow") });
pulumi.log.info("traffic moves to " + value, thing);
export const percent = value;
export const token = pulumi.secret("hush");
`;

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let folder: string;
const running = new Set<ChildProcess>();

function start(...args: string[]): ChildProcess & { outcome: Promise<Outcome> } {
  const child = spawn(join(ROOT, "bin", "pulumi"), ["--engine", "embedded", ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PATH: `${join(ROOT, "node_modules", ".bin")}:/usr/bin:/bin`,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: "",
      PULUMI_CONFIG_PASSPHRASE: "pw",
    },
  });
  running.add(child);
  const outcome = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]).then(
    ([out, err]): Outcome => {
      running.delete(child);
      return { code: child.exitCode, out, err: err.replace(/^engine: embedded .*\n/, "") };
    },
  );
  return Object.assign(child, { outcome });
}

function pulumi(...args: string[]): Promise<Outcome> {
  return start(...args).outcome;
}

async function out(...args: string[]): Promise<string> {
  const outcome = await pulumi(...args);
  expect(outcome).toMatchObject({ code: 0, err: "" });
  return outcome.out;
}

async function newFolder(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "engine-cli-"));
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{"type":"module","main":"index.ts"}');
  await writeFile(join(folder, "Pulumi.yaml"), PROJECT);
  await writeFile(join(folder, "index.ts"), PROGRAM);
}

async function removeFolder(): Promise<void> {
  for (const child of running) {
    child.kill("SIGKILL");
    await once(child, "close");
  }
  await rm(folder, { recursive: true, force: true });
}

describe("a stack's life", () => {
  beforeAll(newFolder);
  afterAll(removeFolder);

  it("begins with its config", async () => {
    expect(await pulumi("stack", "init", "dev")).toEqual({ code: 0, out: "", err: "Created stack 'dev'\n" });
    await out("config", "set", "percent", "50");
    await out("config", "set", "--secret", "key", "s3cret");
    expect(await readFile(join(folder, "Pulumi.dev.yaml"), "utf8")).toMatch(
      /^encryptionsalt: v1:.*\nconfig:\n {2}trial:percent: "50"\n {2}trial:key:\n {4}secure: v1:.*\n$/,
    );
    expect(JSON.parse(await out("config", "--json"))).toEqual({
      "trial:key": { secret: true },
      "trial:percent": { value: "50", secret: false },
      "trial:slow": { value: "0", secret: false },
    });
    expect(await out("config", "get", "key")).toBe("s3cret\n");
  });

  it("is previewed without an effect", async () => {
    const preview = await out("preview");
    expect(preview).toContain(" +  pulumi-nodejs:dynamic:Resource thing create traffic moves to 50\n");
    expect(preview).toContain("Resources:\n    + 2 to create\n");
    expect(JSON.parse(await out("stack", "export")).deployment.resources).toBeUndefined();
    expect(JSON.parse(await out("preview", "--json"))).toMatchObject({ changeSummary: { create: 2 } });
  });

  it("is deployed, with events in a file and secrets nowhere in clear", async () => {
    const up = await out("up", "--yes", "--message", "first", "--event-log", "events.jsonl");
    expect(up).toMatch(/Previewing update \(dev\):[\s\S]*Updating \(dev\):[\s\S]*\+ 2 created\n/);
    expect(up).toContain('    percent: "50"\n    token  : [secret]\n');
    const events = (await readFile(join(folder, "events.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index));
    expect(events.at(-1)).toMatchObject({ cancelEvent: {} });
    const state = await readFile(join(folder, ".canary/state/.pulumi/stacks/trial/dev.json"), "utf8");
    expect(state + JSON.stringify(events) + up).not.toMatch(/hush|s3cret/);
    expect(JSON.parse(await out("stack", "output", "--json"))).toEqual({ percent: "50", token: "[secret]" });
    expect(await out("stack", "output", "token", "--show-secrets")).toBe("hush\n");
  });

  it("has a history", async () => {
    expect(JSON.parse(await out("stack", "history", "--json"))).toMatchObject([
      { kind: "update", message: "first", result: "succeeded", resourceChanges: { create: 2 } },
    ]);
  });

  it("fails with the failure's own words, and stays as it was", async () => {
    await out("config", "set", "percent", "13");
    const { code, out: shown, err } = await pulumi("up", "--yes", "--skip-preview");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(shown).toContain("  pulumi-nodejs:dynamic:Resource (thing):\n    traffic moves to 13\n".split("\n")[0]);
    expect(shown).toContain("    error: 13 is not served\n");
    expect(await readdir(join(folder, ".canary/state/.pulumi/locks/organization/trial/dev"))).toEqual([]);
    await out("config", "set", "percent", "50");
    await out("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("fails when changes were not expected", async () => {
    await out("config", "set", "percent", "100");
    const { code, err } = await pulumi("preview", "--expect-no-changes");
    expect({ code, err }).toEqual({
      code: 7,
      err: "error: no changes were expected for preview but changes were proposed\n",
    });
  });

  it("goes through an export and an import unchanged", async () => {
    await out("stack", "export", "--show-secrets", "--file", "export.json");
    expect(await readFile(join(folder, "export.json"), "utf8")).toContain('"plaintext": "\\"hush\\""');
    await out("stack", "import", "--file", "export.json");
    expect(await out("stack", "output", "token", "--show-secrets")).toBe("hush\n");
    const state = await readFile(join(folder, ".canary/state/.pulumi/stacks/trial/dev.json"), "utf8");
    expect(state).not.toContain("hush");
  });

  it("keeps from a destroy what is protected, until it is told that it may go", async () => {
    const urn = "urn:pulumi:dev::trial::pulumi-nodejs:dynamic:Resource::thing";
    const unknown = await pulumi("state", "protect", `${urn}s`);
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining(`No such resource "${urn}s"`) });
    expect(await out("state", "protect", urn, "--yes")).toBe("1 resources protected\n");
    const refused = await pulumi("destroy", "--yes", "--skip-preview");
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining(`pulumi state unprotect '${urn}'`) });
    expect(await out("state", "unprotect", urn)).toBe("1 resources unprotected\n");
    expect(await out("state", "protect", "--all")).toBe("All resources protected\n");
    expect(await out("state", "unprotect", "--all")).toBe("All resources unprotected\n");
    expect(await readFile(join(folder, ".canary/state/.pulumi/stacks/trial/dev.json"), "utf8")).not.toContain(
      "protect",
    );
  });

  it("ends", async () => {
    const early = await pulumi("stack", "rm", "dev", "--yes");
    expect(early).toMatchObject({
      code: 1,
      err: expect.stringContaining("'dev' still has resources; removal rejected"),
    });
    expect(await out("destroy", "--yes")).toMatch(/- 2 to delete[\s\S]*- 2 deleted/);
    expect(await out("stack", "rm", "dev", "--yes")).toBe("Stack 'dev' has been removed!\n");
    expect(await readdir(folder)).not.toContain("Pulumi.dev.yaml");
  });
});

describe("what a command refuses", () => {
  beforeAll(async () => {
    await newFolder();
    await pulumi("stack", "init", "dev");
  });
  afterAll(removeFolder);

  it.each<[string, number, string]>([
    ["up", 2, "--yes or --skip-preview or --preview-only must be passed in"],
    ["preview --stack nope", 6, "no stack named 'nope' found"],
    ["preview --expect-no-changes", 7, "no changes were expected for preview but changes were proposed"],
    ["refresh --yes --target urn:nope", 1, "no resource named 'urn:nope' found"],
    ["up --yes --plan x", 1, "unknown flag: --plan (the embedded engine does not support it)"],
    ["destroy --yes --preview-only", 1, "--yes and --preview-only cannot be used together"],
    ["up --yes --target x --exclude y", 1, "--target and --exclude cannot be used together"],
    ["import x", 1, 'unknown command "import" (the embedded engine does not support it)'],
    ["state unprotect", 1, "missing required argument: resource URN, or --all"],
    ["state delete x", 1, 'unknown command "delete" for "pulumi state"'],
    ["stack rename x", 1, 'unknown command "rename" for "pulumi stack"'],
    ["up --yes --parallel 0", 1, "'0' is not a whole number of at least 1"],
    ["stack init x --secrets-provider awskms://k", 1, "secrets provider 'awskms://k' is not supported"],
    ["config get nope", 1, "configuration key 'nope' not found for stack 'dev'"],
    ["config set percent ten --path --secret --plaintext", 1, "only one of --secret and --plaintext"],
    ["config set apiToken dGhpcyBpcyBhIHNl", 1, "config value for 'trial:apiToken' looks like a secret"],
    ["login s3://bucket", 1, "backend s3://bucket is not supported by the embedded engine"],
    ["login file:///elsewhere", 1, "this project's state is kept in file://"],
    ["stack output nope", 1, "current stack does not have output property 'nope'"],
    ["-C / preview", 1, "no Pulumi.yaml project file found"],
  ])("pulumi %s", async (line, code, message) => {
    const outcome = await pulumi(...line.split(" "));
    expect(outcome).toMatchObject({ code, err: expect.stringContaining(message) });
  });

  it("config of the wrong type, by key and type, before anything is touched", async () => {
    await out("config", "set", "percent", "ten");
    expect(await pulumi("up", "--yes")).toEqual({
      code: 1,
      out: "",
      err: "error: validating stack config: Stack 'dev' with configuration key 'percent' must be of type 'integer', it is 'ten'\n",
    });
  });
});

/** The processes that a process has started, while it lives. */
async function childrenOf(parent: number | undefined): Promise<number[]> {
  const { stdout } = spawn("ps", ["-eo", "pid=,ppid="], { stdio: ["ignore", "pipe", "inherit"] });
  const pairs = (await text(stdout)).split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([pid = 0, of]) => (of === parent ? [pid] : []));
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("an update that does not come to its end", () => {
  afterEach(removeFolder);

  async function slowUpdate(): Promise<ReturnType<typeof start>> {
    await newFolder();
    await pulumi("stack", "init", "dev");
    await pulumi("config", "set", "slow", "3");
    const update = start("up", "--yes", "--skip-preview");
    const state = join(folder, ".canary/state/.pulumi/stacks/trial/dev.json");
    while (!(await readFile(state, "utf8")).includes('"creating"')) {
      expect(update.exitCode).toBeNull();
      await sleep(50);
    }
    return update;
  }

  it("holds off a second one; its dead lock is found out, taken, and what was under way is named", async () => {
    const update = await slowUpdate();
    const refused = await pulumi("up", "--yes", "--skip-preview");
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`(pid ${update.pid})`) });
    expect(refused.err).not.toContain("dead");
    update.kill("SIGKILL");
    await once(update, "exit");
    const after = await pulumi("up", "--yes", "--skip-preview");
    expect(after.err).toContain("that process is dead: `pulumi cancel` takes its lock");
    expect(await out("cancel", "--yes")).toMatch(/has been canceled!\n {2}\* .*::thing, interrupted while creating\n$/);
    await out("config", "set", "slow", "0");
    const next = await out("up", "--yes", "--skip-preview");
    expect(next).toContain("interrupted while creating");
    expect(next).toContain("+ 1 created");
  });

  it("leaves, wherever it is killed, a sound state from which the next goes on, and no process", async () => {
    await newFolder();
    await pulumi("stack", "init", "dev");
    await out("config", "set", "percent", "0");
    const file = join(folder, "Pulumi.dev.yaml");
    const config = await readFile(file, "utf8");
    const configure = (percent: number) => writeFile(file, config.replace('"0"', `"${percent}"\n  trial:slow: "1"`));
    await configure(0);
    const began = performance.now();
    await out("up", "--yes", "--skip-preview");
    const wholeMs = performance.now() - began;

    const stacks = join(folder, ".canary/state/.pulumi");
    let pending: { type: string }[] = [];
    for (const percent of [30, 60, 90]) {
      await configure(percent);
      const update = start("up", "--yes", "--skip-preview");
      // Anywhere in a third of the time that an update takes.
      await sleep((wholeMs * (percent - 30 * Math.random())) / 90);
      const processes = await childrenOf(update.pid);
      update.kill("SIGKILL");
      await update.outcome;
      while (processes.some(lives)) await sleep(50);
      const { latest } = JSON.parse(await readFile(join(stacks, "stacks/trial/dev.json"), "utf8")).checkpoint;
      pending = latest.pending_operations ?? [];
      const locks = await readdir(join(stacks, "locks/organization/trial/dev")).catch(() => []);
      if (locks.some((name) => name.endsWith(".json"))) await out("cancel", "--yes");
    }
    const next = await out("up", "--yes", "--skip-preview");
    expect(next.includes("interrupted while updating")).toBe(pending.some(({ type }) => type === "updating"));
    const { deployment } = JSON.parse(await out("stack", "export"));
    expect(deployment.pending_operations).toBeUndefined();
    expect(deployment.resources.find(({ id }: { id?: string }) => id === "thing").outputs.value).toBe("90");
  }, 300_000);

  it("is cancelled by a signal: what is under way is recorded, and no lock stays", async () => {
    const update = await slowUpdate();
    update.kill("SIGINT");
    await once(update, "exit");
    expect(update.exitCode).toBe(1);
    expect(await readdir(join(folder, ".canary/state/.pulumi/locks/organization/trial/dev"))).toEqual([]);
    const { deployment } = JSON.parse(await out("stack", "export"));
    expect(deployment.pending_operations).toBeUndefined();
    expect(deployment.resources.map(({ id }: { id?: string }) => id)).toContain("thing");
  });
});

describe("a policy pack", () => {
  const PACK = `import { PolicyPack } from "@pulumi/policy";
new PolicyPack("pack", { policies: [{
  name: "no-thing", description: "There is no thing.", enforcementLevel: "mandatory",
  validateResource: ({ name }, report) => { if (name === "thing") report("take it out"); },
}] });
`;

  beforeAll(async () => {
    await newFolder();
    await mkdir(join(folder, "pack"));
    await writeFile(join(folder, "pack", "PulumiPolicy.yaml"), "runtime: nodejs\n");
    await writeFile(join(folder, "pack", "package.json"), '{"version":"1.0.0","type":"module","main":"index.mts"}');
    await writeFile(join(folder, "pack", "index.mts"), PACK);
    await writeFile(join(folder, "off.json"), '{"no-thing": "disabled"}');
    await pulumi("stack", "init", "dev");
  });
  afterAll(removeFolder);
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("fails a preview and an update by what is violated, and shows it last", async () => {
    const preview = await pulumi("preview", "--policy-pack", "pack");
    expect(preview).toMatchObject({ code: 1, err: "" });
    expect(preview.out).toContain(`Policies:
    ❌ pack@v1.0.0 (local: pack)
        - [mandatory]  no-thing  (pulumi-nodejs:dynamic:Resource: thing)
          There is no thing.
          take it out
`);
    expect(preview.out).not.toContain("Resources:");
    expect(await pulumi("up", "--skip-preview", "--policy-pack", "pack")).toMatchObject({ code: 1 });
    const { resources } = JSON.parse(await out("stack", "export")).deployment;
    expect(JSON.stringify(resources)).not.toContain("::thing");
  });

  it("is configured by a file, and named when it cannot be used", async () => {
    const preview = await out("preview", "--policy-pack", "pack", "--policy-pack-config", "off.json");
    expect(preview).toContain("    ✅ pack@v1.0.0 (local: pack)\n");
    expect(await pulumi("preview", "--policy-pack", "nowhere")).toMatchObject({
      code: 1,
      err: expect.stringContaining('error: failed to load Pulumi policy project located at "nowhere"'),
    });
  });

  it("tells its events in JSON where every event is asked for", async () => {
    vi.stubEnv("PULUMI_ENABLE_STREAMING_JSON_PREVIEW", "true");
    const preview = await pulumi("preview", "--json", "--policy-pack", "pack");
    expect(preview.code).toBe(1);
    const events: Record<string, unknown>[] = preview.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.filter((event) => "policyEvent" in event)).toMatchObject([
      { policyEvent: { policyName: "no-thing", policyPackName: "pack", enforcementLevel: "mandatory" } },
    ]);
    expect(events.at(-2)).toMatchObject({ summaryEvent: { PolicyPacks: { "pack|local|pack": "1.0.0" } } });
    expect(events.at(-1)).toHaveProperty("cancelEvent");
  });
});
