import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeTemporaryFiles, writeFileAtomically } from "./atomic-file.ts";
import { emptyDeployment, type StoredDeployment } from "./deployment.ts";
import { FileBackend } from "./file-backend.ts";
import type { HistoryEntry } from "./history.ts";
import { parseStackReference, StackNameError } from "./layout.ts";
import { BackendUrlError, backendLocation, backendUrl } from "./location.ts";
import { LockedError } from "./lock.ts";
import { StateFileError } from "./state-file.ts";

const DEV = { project: "p", stack: "dev" };
const URN = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev";

let folder: string;
let backend: FileBackend;
let state: string;
let warnings: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "backend-"));
  warnings = [];
  backend = await FileBackend.open({ url: `file://${folder}`, folder }, (text) => warnings.push(text));
  state = join(folder, ".pulumi", "stacks", "p", "dev.json");
});
afterEach(() => rm(folder, { recursive: true }));

function unheard(text: string): void {
  throw new Error(`nobody expected the warning "${text}"`);
}

function deployment(...urns: string[]): StoredDeployment {
  return {
    ...emptyDeployment("v1:salt", "2026-01-01T00:00:00.000Z"),
    resources: urns.map((urn) => ({ urn, custom: false, type: "t" })),
  };
}

describe("FileBackend", () => {
  it("has the CLI's layout", async () => {
    await backend.create(DEV, "v1:salt");
    await backend.write(DEV, deployment(URN));
    expect(await readFile(join(folder, ".pulumi", "meta.yaml"), "utf8")).toBe("version: 1\n");
    expect(JSON.parse(await readFile(state, "utf8"))).toEqual({
      version: 3,
      checkpoint: { stack: "organization/p/dev", latest: deployment(URN) },
    });
    expect(JSON.parse(await readFile(`${state}.bak`, "utf8")).checkpoint.latest.resources).toBeUndefined();
    expect(await backend.list()).toEqual([DEV]);
    expect(await readdir(join(folder, ".pulumi", "locks", "organization", "p", "dev"))).toEqual([]);
  });

  it("refuses to make a stack twice, and knows which exist", async () => {
    await backend.create(DEV, "v1:salt");
    await expect(backend.create(DEV, "v1:salt")).rejects.toThrow("stack 'organization/p/dev' already exists");
    expect(await backend.exists(DEV)).toBe(true);
    expect(await backend.exists({ project: "p", stack: "other" })).toBe(false);
  });

  it("removes a stack but for a copy of its state", async () => {
    await backend.create(DEV, "v1:salt");
    await backend.remove(DEV, false);
    expect(await readdir(join(folder, ".pulumi", "stacks", "p"))).toEqual(["dev.json.bak"]);
    expect(await backend.list()).toEqual([]);
  });

  it("refuses a folder that is not there, by its URL", async () => {
    await expect(FileBackend.open({ url: "file:///none", folder: join(folder, "none") }, unheard)).rejects.toThrow(
      'unable to open state directory "file:///none"',
    );
  });

  it("refuses the legacy layout and other versions", async () => {
    await writeFile(join(folder, ".pulumi", "meta.yaml"), "version: 2\n");
    await expect(FileBackend.open({ url: "file://x", folder }, unheard)).rejects.toThrow('expected "version: 1"');
    await rm(join(folder, ".pulumi", "meta.yaml"));
    await writeFileAtomically(join(folder, ".pulumi", "stacks", "old.json"), "{}");
    await expect(FileBackend.open({ url: "file://x", folder }, unheard)).rejects.toThrow("legacy layout");
  });

  it("lists updates newest first, each with a copy of the state", async () => {
    await backend.create(DEV, "v1:salt");
    const entry: HistoryEntry = {
      kind: "update",
      startTime: 1,
      message: "first",
      environment: {},
      config: { "p:a": { secure: "v1:x" } },
      version: 0,
      result: "succeeded",
      endTime: 2,
      resourceChanges: { create: 1 },
    };
    await backend.record(DEV, entry);
    await backend.record(DEV, { ...entry, message: "second" });
    expect((await backend.history(DEV)).map(({ message }) => message)).toEqual(["second", "first"]);
    expect(await backend.history(DEV)).toContainEqual(entry);
    const files = await readdir(join(folder, ".pulumi", "history", "p", "dev"));
    expect(files.filter((name) => name.endsWith(".checkpoint.json"))).toHaveLength(2);
    expect(await readdir(join(folder, ".pulumi", "backups", "p", "dev"))).toHaveLength(2);
  });
});

describe("a state file that cannot be used", () => {
  beforeEach(async () => {
    await backend.create(DEV, "v1:salt");
    await backend.write(DEV, deployment(URN));
    await backend.write(DEV, deployment(URN));
  });

  it("is named when it is truncated, with the copy to restore, and restoring it helps", async () => {
    await truncate(state, 200);
    const error = await backend.read(DEV).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StateFileError);
    const { message } = error as StateFileError;
    expect(message).toContain(`failed to load the state of stack 'dev' from ${state}`);
    expect(message).toContain(`to restore it: cp '${state}.bak' '${state}'`);
    const command = /to restore it: (.*)$/m.exec(message)?.[1] ?? "";
    await promisify(execFile)("sh", ["-c", command]);
    expect((await backend.read(DEV))?.resources).toHaveLength(1);
  });

  it.each([
    ["", "Unexpected end of JSON input"],
    ["{}", "version"],
    ['{"version":3,"checkpoint":{"latest":{"manifest":{"time":"x"},"resources":[{"urn":1}]}}}', "resources"],
    [
      '{"version":4,"features":["hooks"],"checkpoint":{"latest":{"manifest":{"time":"x"}}}}',
      "version 4 (it uses hooks)",
    ],
    [
      JSON.stringify({
        version: 3,
        checkpoint: {
          latest: { manifest: { time: "x" }, resources: [{ urn: "a", custom: false, type: "t", parent: "b" }] },
        },
      }),
      "a refers to parent b, which does not precede it",
    ],
  ])("%j", async (text, trouble) => {
    await writeFile(state, text);
    await expect(backend.read(DEV)).rejects.toThrow(trouble);
  });

  it("says so when there is no copy either", async () => {
    await writeFile(state, "{");
    await rm(`${state}.bak`);
    await expect(backend.read(DEV)).rejects.toThrow("There is no copy that can be read.");
  });
});

describe("the checksum of a state", () => {
  const noted = async (): Promise<unknown> => JSON.parse(await readFile(`${state}.attrs`, "utf8"));

  it("is noted as the CLI does when the lock is released, and fits", async () => {
    await backend.create(DEV, "v1:salt");
    const md5 = createHash("md5")
      .update(await readFile(state))
      .digest("base64");
    expect(await noted()).toEqual({
      "user.cache_control": "",
      "user.content_disposition": "",
      "user.content_encoding": "",
      "user.content_language": "",
      "user.content_type": "text/plain; charset=utf-8",
      "user.metadata": null,
      md5,
    });
    await backend.read(DEV);
    expect(warnings).toEqual([]);
  });

  it("is there at no moment of an operation, so that one that is killed leaves none that does not fit", async () => {
    await backend.create(DEV, "v1:salt");
    await backend.withLock(DEV, async () => {
      await backend.write(DEV, deployment(URN));
      await expect(noted()).rejects.toThrow("ENOENT");
      expect((await backend.read(DEV))?.resources).toHaveLength(1);
    });
    expect(await noted()).toMatchObject({ md5: expect.any(String) });
    expect(warnings).toEqual([]);
  });

  it("that does not fit a sound state leaves it usable, with one warning, until it is written again", async () => {
    await backend.create(DEV, "v1:salt");
    await writeFile(state, (await readFile(state, "utf8")).replace("v1:salt", "v1:other"));
    await backend.read(DEV);
    expect(await backend.read(DEV)).toMatchObject({ secrets_providers: { state: { salt: "v1:other" } } });
    expect(warnings).toEqual([expect.stringContaining(`${state} is not as it was written`)]);
    await backend.withLock(DEV, () => backend.write(DEV, deployment(URN)));
    await backend.read(DEV);
    expect(warnings).toHaveLength(1);
  });

  it("that cannot be read is as good as none", async () => {
    await backend.create(DEV, "v1:salt");
    await writeFile(`${state}.attrs`, "{");
    await backend.read(DEV);
    expect(warnings).toEqual([]);
  });

  it("tells damage from what was written so", async () => {
    await backend.create(DEV, "v1:salt");
    await truncate(state, 100);
    await expect(backend.read(DEV)).rejects.toThrow(
      `it has 100 bytes that are not those that were written (their checksum differs from ${state}.attrs)`,
    );
    await rm(`${state}.attrs`);
    await expect(backend.read(DEV)).rejects.toThrow(`from ${state}: `);
    expect(warnings).toEqual([]);
  });
});

describe("the lock of a stack", () => {
  const locks = () => join(folder, ".pulumi", "locks", "organization", "p", "dev");

  it("refuses a second holder by the first one's name and time, until it is released", async () => {
    const lock = await backend.lock(DEV);
    const [file] = await readdir(locks());
    const { timestamp, username } = JSON.parse(await readFile(join(locks(), String(file)), "utf8"));
    const refusal = await backend.lock(DEV).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LockedError);
    expect((refusal as Error).message).toContain("the stack is currently locked by 1 lock(s)");
    expect((refusal as Error).message).toContain(
      `created by ${username}@${hostname()} (pid ${process.pid}) at ${timestamp}`,
    );
    expect((refusal as LockedError).locks).toMatchObject([{ state: "alive" }]);
    await lock.release();
    await (await backend.lock(DEV)).release();
  });

  it("is released when what was done under it fails", async () => {
    await expect(backend.withLock(DEV, () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect(await backend.locks(DEV)).toEqual([]);
  });

  it("lets at most one of many in", async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => backend.lock(DEV)));
    expect(attempts.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(1);
  });

  it("of a process that is dead is found out and can be taken", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    const holder = { pid: child.pid, username: "u", hostname: hostname(), timestamp: "2026-01-01T00:00:00Z" };
    await writeFileAtomically(join(locks(), "dead.json"), JSON.stringify(holder));
    await expect(backend.lock(DEV)).rejects.toThrow("that process is dead: `pulumi cancel` takes its lock");
    expect(await backend.breakLocks(DEV)).toMatchObject([{ state: "dead", holder }]);
    await (await backend.lock(DEV)).release();
  });

  it("of another machine, or one that cannot be read, is not called dead", async () => {
    const holder = { pid: 1, username: "u", hostname: "elsewhere", timestamp: "2026-01-01T00:00:00Z" };
    await writeFileAtomically(join(locks(), "a.json"), JSON.stringify(holder));
    await writeFileAtomically(join(locks(), "b.json"), "{");
    expect((await backend.locks(DEV)).map(({ state: found }) => found)).toEqual(["unknown", "unknown"]);
    await expect(backend.lock(DEV)).rejects.toThrow("locked by 2 lock(s)");
  });
});

describe("writeFileAtomically", () => {
  it("leaves the old text whole when its writer is killed in the middle", async () => {
    const file = join(folder, "state.json");
    const old = JSON.stringify("a".repeat(1000));
    await writeFile(file, old);
    const source = `
      import { writeFileAtomically } from ${JSON.stringify(new URL("./atomic-file.ts", import.meta.url).href)};
      console.log("writing");
      for (let round = 0; ; round++) {
        await writeFileAtomically(${JSON.stringify(file)}, JSON.stringify(String(round % 10).repeat(3_000_000)));
      }`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    for (let reading = 0; reading < 50; reading++) {
      expect(typeof JSON.parse(await readFile(file, "utf8"))).toBe("string");
    }
    child.kill("SIGKILL");
    await once(child, "exit");
    expect([1000, 3_000_000]).toContain(JSON.parse(await readFile(file, "utf8")).length);
    await removeTemporaryFiles(file);
    expect((await readdir(folder)).filter((name) => name.includes(".tmp"))).toEqual([]);
  });

  it("leaves nothing behind when it fails", async () => {
    await writeFileAtomically(join(folder, "dir", "x"), "x");
    await expect(writeFileAtomically(join(folder, "dir"), "x")).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.includes(".tmp"))).toEqual([]);
  });
});

describe("names", () => {
  it.each([
    ["dev", { project: "p", stack: "dev" }],
    ["organization/dev", { project: "p", stack: "dev" }],
    ["organization/q/dev", { project: "q", stack: "dev" }],
  ])("%s", (text, reference) => expect(parseStackReference(text, "p")).toEqual(reference));

  it.each(["", "a b", "acme/dev", "organization/p/", "a/b/c/d", "x".repeat(101), "../x"])("refuses %j", (text) =>
    expect(() => parseStackReference(text, "p")).toThrow(StackNameError),
  );
});

describe("backendUrl", () => {
  const project = { root: "/project", backendUrl: undefined };

  it("is PULUMI_BACKEND_URL, else the project's, else a folder of the project", () => {
    const stated = { ...project, backendUrl: "file:///stated" };
    expect(backendUrl(stated, { PULUMI_BACKEND_URL: "file:///given" })).toBe("file:///given");
    expect(backendUrl(stated, { PULUMI_BACKEND_URL: "" })).toBe("file:///stated");
    expect(backendUrl(project, {})).toBe("file:///project/.canary/state");
  });

  it("names a folder, and nothing else is supported", () => {
    expect(backendLocation("file:///a%20b", "/project").folder).toBe("/a b");
    expect(backendLocation("file://./state", "/project").folder).toBe("/project/state");
    expect(() => backendLocation("s3://bucket", "/project")).toThrow(BackendUrlError);
  });
});
