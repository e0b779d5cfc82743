import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { lifecycle } from "./lifecycle.ts";
import { environmentOf, hasGone, isRunning, TOKEN_VARIABLE } from "./proc.ts";
import { type RunEntry, RunFolder, thisStarter } from "./run-folder.ts";
import type { ProcessSpec } from "./spec.ts";

const SERVES = `
  const server = require("node:http").createServer((request, response) => response.end(process.env.GREETING));
  server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () =>
    console.log(JSON.stringify({ event: "listening", ports: { http: server.address().port } })));
  server.on("error", (error) => { console.error("port " + process.env.PORT + ": " + error.code); process.exit(1); });
`;
const IGNORES_SIGTERM = `process.on("SIGTERM", () => {}); ${SERVES}`;
/** An instant when no process of today has started. */
const NEVER = 1;

let home: string;

function spec(code: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    name: "echo",
    home,
    command: ["node", "-e", code],
    environment: { GREETING: "hello" },
    bindings: {},
    files: {},
    fixedPorts: [],
    readiness: { kind: "listening" },
    graceMs: 5000,
    ...more,
  };
}

async function created(asked: ProcessSpec) {
  return (await lifecycle.create(asked)).outs;
}

function runFiles(): string[] {
  const folder = path.join(home, "run");
  return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
}

/** A process as a run leaves it that dies in the middle of its create. */
async function interrupted(asked: ProcessSpec, noted: "with its pid" | "before its pid was noted") {
  const state = await created(asked);
  const { pid, startTime, name, token, log, graceMs } = state;
  const starter = { pid: process.pid, startTime: NEVER };
  const entry: RunEntry = { phase: "starting", name, token, log, logOffset: 0, graceMs, starter };
  new RunFolder(home).write(noted === "with its pid" ? { ...entry, pid, startTime } : entry);
  return state;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** What the plugin takes for its engine: something that listens at the address among its arguments. */
let engine: net.Server;

beforeAll(async () => {
  engine = net.createServer().listen(0, "127.0.0.1");
  await once(engine, "listening");
  process.argv.push(`127.0.0.1:${(engine.address() as net.AddressInfo).port}`);
});

afterAll(() => {
  process.argv.pop();
  engine.close();
});

beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "process-"));
});

afterEach(() => {
  const folder = new RunFolder(home);
  for (const { pid, token } of folder.list()) {
    if (pid !== undefined && environmentOf(pid)[TOKEN_VARIABLE] === token) process.kill(pid, "SIGKILL");
  }
  fs.rmSync(home, { recursive: true });
});

describe("create", () => {
  it("starts a process in a session of its own and says where it serves", async () => {
    const state = await created(spec(SERVES));
    expect(await (await fetch(state.url)).text()).toBe("hello");
    expect(state.address).toBe(`127.0.0.1:${state.ports.http}`);
    expect(isRunning(state)).toBe(true);
    const session = fs.readFileSync(`/proc/${state.pid}/stat`, "utf8").split(") ")[1]?.split(" ")[3];
    expect(Number(session)).toBe(state.pid);
  });

  it("gives the process nothing of the deployment's own settings", async () => {
    process.env.PULUMI_CONFIG_PASSPHRASE = "engine's own";
    try {
      const state = await created(spec(SERVES));
      expect(Object.keys(environmentOf(state.pid))).not.toContain("PULUMI_CONFIG_PASSPHRASE");
    } finally {
      delete process.env.PULUMI_CONFIG_PASSPHRASE;
    }
  });

  it("writes the files that the process reads", async () => {
    const file = path.join(home, "data", "greeting");
    const state = await created(
      spec(SERVES.replace("process.env.GREETING", `require("node:fs").readFileSync(${JSON.stringify(file)})`), {
        files: { [file]: "from a file" },
      }),
    );
    expect(await (await fetch(state.url)).text()).toBe("from a file");
  });

  it("is ready by HTTP when it answers 200, and names its fixed ports", async () => {
    const port = await freePort();
    const state = await created(
      spec(SERVES.replace("console.log", "String"), {
        environment: { PORT: String(port) },
        fixedPorts: [{ key: "ports.prometheus", port }],
        readiness: { kind: "http", url: `http://127.0.0.1:${port}/` },
      }),
    );
    expect(state.ports).toEqual({ prometheus: port });
  });

  it("shows exit code and the last 15 lines of the log of a process that ends, and leaves nothing", async () => {
    const failing = `for (let line = 1; line <= 20; line++) console.log("line " + line); process.exit(7)`;
    const error = await lifecycle.create(spec(failing)).catch((reason: Error) => reason);
    expect(String(error)).toContain("echo did not start: exit code 7; last lines of its log:\nline 6\n");
    expect(String(error)).toMatch(/line 20$/);
    expect(runFiles()).toEqual([]);
  });

  it("shows only the log of this start", async () => {
    await lifecycle.create(spec(`console.log("first"); process.exit(1)`)).catch(() => undefined);
    const second = lifecycle.create(spec(`console.log("second"); process.exit(1)`));
    await expect(second).rejects.toThrow(/its log:\nsecond$/);
  });

  it("ends what it started when the engine has gone meanwhile, which can no longer record it", async () => {
    const engineAddress = process.argv.pop() ?? "";
    process.argv.push(`127.0.0.1:${await freePort()}`);
    const unwanted = lifecycle.create(spec(SERVES));
    await expect(unwanted).rejects.toThrow("the engine that asked for it has gone");
    process.argv.splice(-1, 1, engineAddress);
    expect(runFiles()).toEqual([]);
  });

  it("names a program that is not there", async () => {
    const missing = lifecycle.create(spec("", { command: ["no-such-program-here"] }));
    await expect(missing).rejects.toThrow(/echo did not start: it cannot be run: .*no-such-program-here ENOENT/);
    expect(runFiles()).toEqual([]);
  });

  it("names the config key of a port that is in use, and starts nothing", async () => {
    const holder = net.createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as net.AddressInfo;
    try {
      const refused = lifecycle.create(spec(SERVES, { fixedPorts: [{ key: "ports.proxy", port }] }));
      await expect(refused).rejects.toThrow(`config ports.proxy: port ${port} is in use`);
      expect(fs.existsSync(path.join(home, "log"))).toBe(false);
    } finally {
      holder.close();
    }
  });

  it("tells of a port in use at the check already, but not of the one that its own process holds", async () => {
    const holder = net.createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as net.AddressInfo;
    const wanted = spec(SERVES, { fixedPorts: [{ key: "ports.proxy", port }] });
    try {
      const refused = await lifecycle.check?.({}, wanted);
      expect(refused?.failures?.[0]?.reason).toContain(`config ports.proxy: port ${port} is in use`);
      expect((await lifecycle.check?.(wanted, wanted))?.failures ?? []).toEqual([]);
    } finally {
      holder.close();
    }
  });

  it("names the config key of a port that is taken between the look and the start, with the log as cause", async () => {
    const port = await freePort();
    const go = path.join(home, "go");
    const failsWhenTold = `
      console.log("waiting");
      const told = () => require("node:fs").existsSync(${JSON.stringify(go)});
      setInterval(() => { if (told()) { console.error("port ${port} is taken"); process.exit(1); } }, 5);`;
    const starting = lifecycle
      .create(spec(failsWhenTold, { fixedPorts: [{ key: "ports.admin", port }] }))
      .catch((reason: Error) => reason);
    const log = path.join(home, "log", "echo.log");
    await vi.waitUntil(() => fs.existsSync(log) && fs.readFileSync(log, "utf8").includes("waiting"));
    const holder = net.createServer().listen(port, "127.0.0.1");
    await once(holder, "listening");
    fs.writeFileSync(go, "");
    const error = (await starting) as Error;
    holder.close();
    expect(error.message).toContain(`config ports.admin: port ${port} is in use`);
    expect(String(error.cause)).toContain(`port ${port} is taken`);
  });
});

describe("taking over what an interrupted run left", () => {
  it.each(["with its pid", "before its pid was noted"] as const)("adopts a process that was left %s", async (noted) => {
    const left = await interrupted(spec(SERVES), noted);
    const state = await created(spec(SERVES));
    expect(state.pid).toBe(left.pid);
    expect(state.ports).toEqual(left.ports);
    expect(runFiles()).toEqual([`echo.${left.token}.json`]);
  });

  it("leaves an adopted process alone when the resource of before is deleted", async () => {
    const before = await created(spec(SERVES));
    const after = await created(spec(SERVES));
    expect(after.pid).toBe(before.pid);
    await lifecycle.delete?.("", before);
    expect(isRunning(after)).toBe(true);
    await lifecycle.delete?.("", after);
    expect(isRunning(after)).toBe(false);
  });

  it("does not adopt a process with another environment, and lets a replaced one live on beside", async () => {
    const before = await created(spec(SERVES));
    const after = await created(spec(SERVES, { bindings: { GREETING: "other" } }));
    expect(after.pid).not.toBe(before.pid);
    expect(isRunning(before)).toBe(true);
    await lifecycle.delete?.("", before);
    expect(isRunning(before)).toBe(false);
    expect(isRunning(after)).toBe(true);
  });

  it("ends an interrupted create's process of another name, which state cannot know", async () => {
    const left = await interrupted(spec(SERVES, { name: "abandoned" }), "before its pid was noted");
    await created(spec(SERVES));
    expect(isRunning(left)).toBe(false);
  });

  it("forgets a process that has gone by itself", async () => {
    const gone = await created(spec(SERVES, { name: "gone" }));
    process.kill(gone.pid, "SIGKILL");
    await vi.waitUntil(() => hasGone(gone));
    const state = await created(spec(SERVES));
    expect(runFiles()).toEqual([`echo.${state.token}.json`]);
  });

  it("leaves a process alone that a run which is still there is starting", async () => {
    const state = await created(spec(SERVES, { name: "parallel" }));
    const { pid, startTime, name, token, log, graceMs } = state;
    const entry: RunEntry = { phase: "starting", name, token, log, logOffset: 0, graceMs, starter: thisStarter() };
    new RunFolder(home).write({ ...entry, pid, startTime });
    await created(spec(SERVES));
    expect(isRunning(state)).toBe(true);
  });

  it("ends a namesake that holds the fixed port", async () => {
    const port = await freePort();
    const fixed = { environment: { PORT: String(port) }, fixedPorts: [{ key: "ports.proxy", port }] };
    const before = await created(spec(SERVES, fixed));
    const after = await created(spec(SERVES, { ...fixed, bindings: { GREETING: "new" } }));
    expect(isRunning(before)).toBe(false);
    expect(await (await fetch(after.url)).text()).toBe("new");
  });
});

describe("delete", () => {
  it("ends the process and forgets it", async () => {
    const state = await created(spec(SERVES));
    await lifecycle.delete?.("", state);
    expect(isRunning(state)).toBe(false);
    expect(runFiles()).toEqual([]);
  });

  it("wakes a stopped process so that it can end in order", async () => {
    const says = `process.on("SIGTERM", () => { console.log("in order"); process.exit(0); }); ${SERVES}`;
    const state = await created(spec(says));
    process.kill(state.pid, "SIGSTOP");
    await lifecycle.delete?.("", state);
    expect(isRunning(state)).toBe(false);
    expect(fs.readFileSync(state.log, "utf8")).toContain("in order");
  });

  it("kills a process that ignores SIGTERM, when its grace is over", async () => {
    const state = await created(spec(IGNORES_SIGTERM, { graceMs: 50 }));
    await lifecycle.delete?.("", state);
    expect(isRunning(state)).toBe(false);
  });

  it("signals no process that has only the pid in common", async () => {
    const bystander = spawn("sleep", ["60"], { stdio: "ignore" });
    const state = await created(spec(SERVES));
    await lifecycle.delete?.("", { ...state, pid: bystander.pid ?? 0 });
    await lifecycle.delete?.("", { ...state, startTime: state.startTime - 1 });
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    expect(isRunning(state)).toBe(true);
    bystander.kill();
    process.kill(state.pid);
  });
});

describe("read", () => {
  it("finds a running process, and one that was stopped", async () => {
    const state = await created(spec(SERVES));
    process.kill(state.pid, "SIGSTOP");
    expect((await lifecycle.read?.("id", state))?.id).toBe("id");
  });

  it("finds nothing when the process has gone or another has its pid", async () => {
    const state = await created(spec(SERVES));
    expect(await lifecycle.read?.("id", { ...state, startTime: state.startTime - 1 })).toEqual({});
    await lifecycle.delete?.("", state);
    expect(await lifecycle.read?.("id", state)).toEqual({});
  });
});

describe("secrets", () => {
  it("reach the process by its environment and nothing else", async () => {
    const state = await created(spec(SERVES, { bindings: { GREETING: "s3cr3t-of-ours" } }));
    expect(await (await fetch(state.url)).text()).toBe("s3cr3t-of-ours");
    const written = fs
      .readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
    expect(written.length).toBeGreaterThan(1);
    expect(written.join("\n")).not.toContain("s3cr3t-of-ours");
    expect(fs.readFileSync(`/proc/${state.pid}/cmdline`, "utf8")).not.toContain("s3cr3t-of-ours");
  });
});

describe("diff", () => {
  const outputs = { pid: 1, startTime: 1, token: "", lease: "", ports: {}, address: "", url: "", log: "" };

  it("asks for a replacement when anything changes, secrets too", async () => {
    const olds = { ...spec(SERVES, { bindings: { KEY: "old", URL: "u" } }), ...outputs };
    const changed = await lifecycle.diff("", olds, spec(SERVES, { bindings: { KEY: "new", URL: "u" } }));
    expect(changed).toEqual({ changes: true, replaces: ["bindings"], deleteBeforeReplace: false });
    const same = await lifecycle.diff("", olds, spec(SERVES, { bindings: { URL: "u", KEY: "old" } }));
    expect(same.changes).toBe(false);
  });

  it("lets a process with fixed ports go before its replacement comes", async () => {
    const olds = { ...spec(SERVES), ...outputs };
    const diff = await lifecycle.diff("", olds, spec(SERVES, { fixedPorts: [{ key: "ports.proxy", port: 3000 }] }));
    expect(diff).toEqual({ changes: true, replaces: ["fixedPorts"], deleteBeforeReplace: true });
  });
});
