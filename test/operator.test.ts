import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { copyProject, type Place } from "../documentation/run/place.ts";
import { readEvents } from "../gates/events.ts";
import { type Load, startLoad } from "../lab/load/generator.ts";
import { ROOT } from "./harness/engine.ts";
import { GatewayView } from "./harness/gateway.ts";
import { endAllWith } from "./harness/processes.ts";
import { gates } from "./harness/stack.ts";
import { until } from "./harness/until.ts";
import { NEW, OLD } from "./harness/versions.ts";

/** Long enough to be seen by a command that has to start first, in seconds. */
const BAKE_SECONDS = 15;
/** Another canary, of versions that are there. */
const NEXT = { ...NEW, automationService: OLD.automationService };

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout(): string;
}

/** The operator's commands on a copy of the project, whose stack is `local`. */
describe("a release by the operator's commands", () => {
  let place: Place;
  let users: Load;
  let gateway: GatewayView;
  const file = () => path.join(place.root, "Pulumi.local.yaml");
  const port = (usual: number) => place.ports.get(usual) ?? 0;
  const events = () => readEvents(path.join(place.root, ".canary", "local"));

  function start(program: "canary" | "pulumi", ...args: string[]): Run {
    const child = spawn(path.join(place.root, "bin", program), args, {
      cwd: place.root,
      env: { ...place.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
    });
    const ended = Promise.all([text(child.stderr), once(child, "exit")]).then(([stderr, [exitCode]]) => ({
      exitCode: exitCode as number | null,
      stdout: said,
      stderr,
    }));
    return { child, ended, stdout: () => said };
  }

  async function must(exitCode: number, program: "canary" | "pulumi", ...args: string[]): Promise<Ended> {
    const ended = await start(program, ...args).ended;
    expect(ended.exitCode, `${args.join(" ")}\n${ended.stdout}${ended.stderr}`).toBe(exitCode);
    return ended;
  }

  function configure(values: Readonly<Record<string, unknown>>): void {
    const stack = parse(fs.readFileSync(file(), "utf8")) as { config: Record<string, unknown> };
    for (const [key, value] of Object.entries(values)) stack.config[`canary-release:${key}`] = value;
    fs.writeFileSync(file(), stringify(stack));
  }

  function said(run: Run, words: string): Promise<true> {
    return until(() => run.stdout().includes(words), {
      what: `${JSON.stringify(words)} from a command`,
      hopeless: () => (run.child.exitCode === null ? undefined : `it ended:\n${run.stdout()}`),
    });
  }

  beforeAll(async () => {
    place = await copyProject(ROOT);
    gateway = new GatewayView(port(8888));
    configure({
      phases: [10, 50, 100].map((percent) => ({ percent, bakeSeconds: percent === 10 ? BAKE_SECONDS : 1 })),
      gates: gates({}),
      stable: OLD,
      canary: NEW,
    });
    await must(0, "pulumi", "stack", "init", "local");
    await must(0, "pulumi", "up", "-s", "local", "--yes", "--skip-preview");
    users = startLoad({
      url: `http://127.0.0.1:${port(3000)}`,
      requestsPerSecond: 40,
      maxSeconds: 1200,
      expectSuccess: true,
    });
  });
  afterAll(async () => {
    await users?.stop();
    await gateway?.close();
    if (!place) return;
    await endAllWith(place.folder);
    fs.rmSync(place.folder, { recursive: true, force: true });
  });

  it("begins with a phase that somebody has agreed to, and says how it went as one JSON object", async () => {
    const before = fs.readFileSync(file(), "utf8");
    expect((await must(2, "canary", "advance", "local")).stderr).toContain("PHS004");
    expect(fs.readFileSync(file(), "utf8")).toBe(before);
    const { stdout, stderr } = await must(0, "canary", "advance", "local", "--yes", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ outcome: "done", exitCode: 0, status: { passed: { percent: 10 } } });
    expect(stderr).toContain("next: `bin/canary advance local` to 50 %, in ");
  });

  it("is not hurried", async () => {
    const before = fs.readFileSync(file(), "utf8");
    const { stdout } = await must(3, "canary", "advance", "local", "--yes", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ outcome: "too early", code: "PHS002", earliest: expect.any(Number) });
    expect(fs.readFileSync(file(), "utf8")).toBe(before);
  });

  it("runs to its promotion, though the run is killed in a bake; a second run beside it is refused", async () => {
    const killed = start("canary", "run", "local", "--yes", "--every", "1s");
    await said(killed, "the canary bakes at 10 %");
    killed.child.kill("SIGKILL");
    await killed.ended;
    const run = start("canary", "run", "local", "--yes", "--every", "1s");
    await said(run, "the canary bakes at 10 %");
    expect((await must(4, "canary", "run", "local", "--yes")).stderr).toContain("PHS003");
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode, `${stdout}${stderr}`).toBe(0);
    const shares = events().flatMap((event) => (event.event === "weights committed" ? [event.percent] : []));
    expect(shares).toEqual([0, 10, 50, 100]);
    const { config } = parse(fs.readFileSync(file(), "utf8")) as { config: Record<string, unknown> };
    expect(config).toMatchObject({ "canary-release:stable": NEW, "canary-release:previous": OLD });
    expect(config).not.toHaveProperty("canary-release:canary");
  });

  it("is aborted in the middle of a watch, which ends", async () => {
    configure({ canary: NEXT });
    const count = events().length;
    const advance = start("canary", "advance", "local", "--yes");
    const moved = () =>
      events()
        .slice(count)
        .some(({ event }) => event === "weights moved");
    await until(moved, { what: "traffic to move" });
    await must(0, "canary", "abort", "local");
    const { exitCode, stderr } = await advance.ended;
    expect(exitCode, stderr).toBe(1);
    expect(fs.readFileSync(file(), "utf8")).not.toContain("canary-release:canary:");
    const targets = await gateway.targets("automation-service");
    expect(targets.map(({ weight }) => weight).filter((weight) => weight > 0)).toHaveLength(1);
    expect((await must(0, "canary", "status", "local")).stdout).toContain("canary at 0 %");
  });
});
