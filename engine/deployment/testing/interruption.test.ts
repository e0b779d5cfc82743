import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Snapshot } from "../state/snapshot.ts";
import { TestStack } from "./test-stack.ts";

const ENGINE = new URL("./run-in-process.ts", import.meta.url).pathname;

// A run starts two or more processes; on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000 });

let stack: TestStack;
afterEach(() => stack.remove());

function startEngine(): ChildProcess {
  return spawn(process.execPath, [ENGINE], { cwd: stack.root, stdio: ["ignore", "pipe", "inherit"] });
}

async function stored(): Promise<Snapshot> {
  return JSON.parse(await readFile(join(stack.root, "state.json"), "utf8"));
}

/** Settles when the condition holds; the test's own time limit ends the wait. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition().catch(() => false))) await setTimeout(50);
}

/** The processes that were started in the stack's folder, without the engine itself. */
async function childrenOf(engine: ChildProcess): Promise<number[]> {
  const { stdout } = spawn("ps", ["-eo", "pid=,ppid=,args="], { stdio: ["ignore", "pipe", "ignore"] });
  return (await text(stdout))
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent]) => Number(parent) === engine.pid)
    .map(([pid]) => Number(pid));
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("an engine that is killed", () => {
  test("leaves what was under way in the state, its children end, and the next run goes on from there", async () => {
    stack = await TestStack.create();
    await stack.program('new Thing("done"); new Thing("slow", { delayMs: 60_000 }, {});');
    const engine = startEngine();
    await until(async () => (await stored()).resources.some(({ urn }) => urn.endsWith("::done")));
    await until(async () => (await stack.calls()).includes("create slow"));
    const children = (await childrenOf(engine)).filter((pid) => pid !== engine.pid);
    expect(children.length).toBeGreaterThanOrEqual(2);
    engine.kill("SIGKILL");
    stack.snapshot = await stored();
    expect(stack.snapshot.pendingOperations).toMatchObject([{ type: "creating" }]);
    await until(async () => !children.some(lives));

    await stack.program('new Thing("done"); new Thing("slow", {}, {});');
    const next = await stack.run("update");
    expect(next).toMatchObject({ result: "succeeded", changes: { same: 2, create: 1 } });
    expect(next.warnings[0]).toContain("::slow, interrupted while creating");
    // Nobody knows whether the first one came to be: a person must say.
    expect(stack.snapshot?.pendingOperations).toMatchObject([{ type: "creating" }]);
    expect((await stack.run("preview")).warnings).toEqual([]);
  });
});

test("policy packs end with an engine that is killed", async () => {
  stack = await TestStack.create();
  await stack.program('new Thing("slow", { delayMs: 60_000 });');
  const pid = join(stack.root, "pid");
  await stack.policyPack(
    "pack",
    `(process.getBuiltinModule("node:fs").writeFileSync("${pid}", String(process.pid)), [])`,
  );
  const engine = startEngine();
  await until(async () => (await stack.calls()).includes("create slow"));
  const pack = Number(await readFile(pid, "utf8"));
  expect(lives(pack)).toBe(true);
  engine.kill("SIGKILL");
  await until(async () => !lives(pack));
});

test("what a provider started goes on when the run, or its engine, has ended", async () => {
  stack = await TestStack.create();
  await stack.program('export const pid = new Thing("service", { text: "service" }).token;');
  const { outputs } = await stack.run("update");
  const service = Number(outputs.pid);
  expect(lives(service)).toBe(true);
  process.kill(service);

  const engine = startEngine();
  await until(async () => (await stored()).resources.some(({ urn }) => urn.endsWith("::service")));
  const children = await childrenOf(engine);
  engine.kill("SIGKILL");
  await until(async () => !children.some(lives));
  const second = Number((await stored()).resources.find(({ urn }) => urn.endsWith("::service"))?.outputs?.token);
  expect(lives(second)).toBe(true);
  process.kill(second);
});

describe("a run that people cancel", () => {
  test("awaits and records what is under way, starts nothing more, and deletes nothing", async () => {
    stack = await TestStack.create();
    await stack.program('new Thing("old");');
    await stack.run("update");
    await stack.program(
      'const slow = new Thing("slow", { delayMs: 1_000 }); new Thing("after", { text: slow.token });',
    );
    const cancel = new AbortController();
    const running = stack.run("update", { cancel: cancel.signal });
    await until(async () => (await stack.calls()).includes("create slow"));
    cancel.abort();
    expect(await running).toMatchObject({ result: "canceled", changes: { create: 1 } });
    expect(Object.values(await stack.world())).toMatchObject([{ name: "old" }, { name: "slow" }]);
    expect(stack.entries("slow")[0]?.id).toMatch(/^slow-/);
    expect(stack.snapshot?.pendingOperations).toEqual([]);
  });

  test("tells plugins, which may cut short what they do", async () => {
    stack = await TestStack.create();
    await stack.program('new Item("held", { hold: true });');
    const cancel = new AbortController();
    const running = stack.run("update", { cancel: cancel.signal });
    await until(async () => (await stack.miniCalls()).some((call) => call.startsWith("create")));
    cancel.abort();
    expect(await running).toMatchObject({ result: "canceled" });
    expect(stack.entries("held")).toHaveLength(1);
  });

  test("and then terminate, stops at once; what was under way stays announced", async () => {
    stack = await TestStack.create();
    await stack.program('new Thing("slow", { delayMs: 60_000 });');
    const cancel = new AbortController();
    const terminate = new AbortController();
    const running = stack.run("update", { cancel: cancel.signal, terminate: terminate.signal });
    await until(async () => (await stack.calls()).includes("create slow"));
    cancel.abort();
    terminate.abort();
    expect(await running).toMatchObject({ result: "canceled" });
    expect(stack.snapshot?.pendingOperations).toMatchObject([{ type: "creating" }]);
  });

  test("by SIGINT, as in a terminal, reaches the engine only: its children go on until they are told", async () => {
    stack = await TestStack.create();
    await stack.program('new Thing("slow", { delayMs: 1_500 });');
    const engine = startEngine();
    const ended = new Promise((resolve) => engine.once("exit", resolve));
    await until(async () => (await stack.calls()).includes("create slow"));
    engine.kill("SIGINT");
    await ended;
    expect((await stored()).resources.some(({ urn }) => urn.endsWith("::slow"))).toBe(true);
  });
});

/** The programs that run in the stack's folder. */
async function programs(): Promise<number[]> {
  const { stdout } = spawn("ps", ["-eo", "pid=,args="], { stdio: ["ignore", "pipe", "ignore"] });
  const lines = (await text(stdout)).split("\n").filter((line) => line.includes(`--root-directory=${stack.root}`));
  return lines.map((line) => Number.parseInt(line, 10));
}

test("a program that was started while the state was being opened waits for it", async () => {
  stack = await TestStack.create();
  await stack.program('new Thing("a");');
  const opened = until(async () => (await programs()).length > 0).then(() => undefined);
  const outcome = await stack.run("update", { snapshot: opened });
  expect(outcome).toMatchObject({ result: "succeeded", changes: { create: 2 } });
});

test("a program does not outlive the failure to open the state", async () => {
  stack = await TestStack.create();
  await stack.program('new Thing("a");');
  const wrong = until(async () => (await programs()).length > 0).then(() =>
    Promise.reject(new Error("incorrect passphrase")),
  );
  await expect(stack.run("update", { snapshot: wrong })).rejects.toThrow("incorrect passphrase");
  expect(await programs()).toEqual([]);
  expect(await stack.calls()).toEqual([]);
});
