import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
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

/** A bake that no test sees the end of, however busy the machine is. */
const LONG_BAKE = bakesOf(3600);
const NO_BAKE = bakesOf(0);
/** For a command that has to start, and to take a step before. */
const PATIENCE_MS = 150_000;
/** Another canary, of versions that are there. */
const NEXT = { ...NEW, automationService: OLD.automationService };

function bakesOf(bakeSeconds: number): object[] {
  return [10, 50, 100].map((percent) => ({ percent, bakeSeconds }));
}

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

const WEBHOOK_TOKEN = "token-of-a-webhook";

/** Keeps the kinds of the messages that it has taken; it takes each at the second attempt. */
class Webhook {
  readonly kinds: string[] = [];
  readonly url: string;
  readonly #server: http.Server;

  static async open(): Promise<Webhook> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Webhook(server);
  }

  private constructor(server: http.Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${WEBHOOK_TOKEN}`;
    const refused = new Set<string>();
    server.on("request", async (request: http.IncomingMessage, response: http.ServerResponse) => {
      const { id, kind } = JSON.parse(await text(request)) as { id: string; kind: string };
      const isFirst = !refused.has(id);
      refused.add(id);
      if (!isFirst) this.kinds.push(kind);
      response.writeHead(isFirst ? 503 : 200).end();
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Files below a folder that hold a text. */
function filesWith(words: string, folder: string, only?: string): string[] {
  return fs
    .readdirSync(folder, { recursive: only === undefined, withFileTypes: true })
    .filter((entry) => entry.isFile() && (only === undefined || entry.name === only))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((found) => fs.readFileSync(found).includes(words));
}

/** The operator's commands on a copy of the project, whose stack is `local`. */
describe("a release by the operator's commands", () => {
  let place: Place;
  let users: Load;
  let gateway: GatewayView;
  let webhook: Webhook;
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
      withinMs: PATIENCE_MS,
      what: `${JSON.stringify(words)} from a command`,
      hopeless: () => (run.child.exitCode === null ? undefined : `it ended:\n${run.stdout()}`),
    });
  }

  beforeAll(async () => {
    place = await copyProject(ROOT);
    gateway = new GatewayView(port(8888));
    configure({
      phases: LONG_BAKE,
      gates: gates({}),
      stable: OLD,
      canary: NEW,
    });
    await must(0, "pulumi", "stack", "init", "local");
    webhook = await Webhook.open();
    await must(0, "pulumi", "config", "set", "--secret", "notificationUrl", webhook.url, "-s", "local");
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
    webhook?.close();
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

  it("bakes in a run that may be killed; a second run beside it is refused, and another hand ends it", async () => {
    const killed = start("canary", "run", "local", "--yes");
    await said(killed, "the canary bakes at 10 %");
    killed.child.kill("SIGKILL");
    await killed.ended;
    const run = start("canary", "run", "local", "--yes");
    await said(run, "the canary bakes at 10 %");
    expect((await must(4, "canary", "run", "local", "--yes")).stderr).toContain("PHS003");
    configure({ phases: NO_BAKE });
    const { exitCode, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toContain("PHS005: the stack's config file was changed");
  });

  it("goes on where it stands, to its promotion", async () => {
    await must(0, "canary", "run", "local", "--yes");
    const shares = events().flatMap((event) => (event.event === "weights committed" ? [event.percent] : []));
    expect(shares).toEqual([0, 10, 50, 100]);
    const { config } = parse(fs.readFileSync(file(), "utf8")) as { config: Record<string, unknown> };
    expect(config).toMatchObject({ "canary-release:stable": NEW, "canary-release:previous": OLD });
    expect(config).not.toHaveProperty("canary-release:canary");
  });

  it("is aborted in the middle of a watch, which ends", async () => {
    // So long that the abort comes in its middle, however long it takes to start.
    configure({ canary: NEXT, gates: gates({ windowSeconds: 300 }) });
    const count = events().length;
    const advance = start("canary", "advance", "local", "--yes");
    const moved = () =>
      events()
        .slice(count)
        .some(({ event }) => event === "weights moved");
    await until(moved, { what: "traffic to move", withinMs: PATIENCE_MS });
    await must(0, "canary", "abort", "local");
    const { exitCode, stderr } = await advance.ended;
    expect(exitCode, stderr).toBe(1);
    expect(fs.readFileSync(file(), "utf8")).not.toContain("canary-release:canary:");
    const targets = await gateway.targets("automation-service");
    expect(targets.map(({ weight }) => weight).filter((weight) => weight > 0)).toHaveLength(1);
    expect((await must(0, "canary", "status", "local")).stdout).toContain("no canary");
  });

  it("has told its webhook of all of it, in order, though that failed at first, and wrote its URL nowhere in clear", async () => {
    await until(() => webhook.kinds.includes("aborted"), { what: "the last message", withinMs: PATIENCE_MS });
    const [release, abort] = [webhook.kinds.slice(0, 5), webhook.kinds.slice(5)];
    expect(release).toEqual(["deployed", "phase reached", "phase reached", "phase reached", "promoted"]);
    // The watch may notice the first upstream's weights before the abort has drained the last one and tells it.
    expect(abort).toContain("drained");
    expect(abort.at(-1)).toBe("aborted");
    expect(filesWith(WEBHOOK_TOKEN, path.join(place.root, ".canary"))).toEqual([]);
    expect(filesWith(WEBHOOK_TOKEN, place.root, "Pulumi.local.yaml")).toEqual([]);
  });
});
