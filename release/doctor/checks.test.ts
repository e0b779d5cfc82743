import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Check, examine, type Need } from "./check.ts";
import { PROGRAM_CHECKS } from "./checks/programs.ts";
import { PROJECT_CHECKS } from "./checks/project.ts";
import { STACK_CHECKS } from "./checks/stack.ts";
import { type Finding, lacksSomething } from "./finding.ts";
import type { Machine } from "./machine.ts";
import { renderFindings } from "./render.ts";
import { machine, need, ran } from "./test/machine.ts";

const CHECKS: readonly Check[] = [...PROJECT_CHECKS, ...PROGRAM_CHECKS, ...STACK_CHECKS];

async function finding(name: string, given: Partial<Machine>, wanted: Need = need("local")): Promise<Finding> {
  const [found] = await examine(
    CHECKS.filter((check) => check.name === name),
    machine(given),
    wanted,
  );
  if (found === undefined) throw new Error(`${name} does not concern this stack`);
  return found;
}

const names = async (wanted: Need) => (await examine(CHECKS, machine(), wanted)).map(({ check }) => check);

describe("what concerns a stack", () => {
  it("is what its platform needs, and no more", async () => {
    const local = await names(need("local"));
    expect(local).toEqual(expect.arrayContaining(["Prometheus", "port ports.proxy", "the page's build"]));
    expect(local).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/kubectl|cluster|Docker|passphrase|gateway/)]),
    );
    const cluster = await names(need("kubernetes", { stack: "staging", admin: "http://a", prometheus: "http://p" }));
    expect(cluster).toEqual(expect.arrayContaining(["kubectl", "cluster", "passphrase", "gateway", "Prometheus' API"]));
    expect(cluster).not.toEqual(expect.arrayContaining([expect.stringMatching(/^port|Docker|^Prometheus$/)]));
    expect(await names(need("docker"))).toEqual(expect.arrayContaining(["Docker", "port ports.admin"]));
  });

  it("has no Prometheus of its own to run where one is there", async () => {
    const { config } = need("local");
    const existing = { ...config, prometheus: { ...config.prometheus, url: "http://prometheus" } };
    expect(await names(need("local", { config: existing }))).not.toContain("Prometheus");
  });
});

describe("what is found", () => {
  const up = need("local", { isUp: true, admin: "http://a", prometheus: "http://p", ownPids: [7] });
  const staging = need("kubernetes", { stack: "staging" });

  it.each<[string, Finding["state"], RegExp, Partial<Machine>, Need?]>([
    [
      "npm's dependencies",
      "missing",
      /not installed/,
      { read: (file) => (file.endsWith("lock.json") ? "lock" : undefined) },
    ],
    ["npm's dependencies", "missing", /of another package-lock/, { read: () => "lock" }],
    [
      "npm's dependencies",
      "ok",
      /those of/,
      {
        read: (file) =>
          file.endsWith("lock.json") ? "lock" : `${createHash("sha256").update("lock").digest("hex")}\n`,
      },
    ],
    ["run folder", "missing", /cannot be written/, { mayWrite: () => false }],
    ["disk", "warning", /^1\.0 GiB free/, { freeBytes: () => 1024 ** 3 }],
    ["Pulumi CLI", "ok", /embedded engine/, { run: async () => ({ kind: "not found" }) }],
    ["Pulumi CLI", "ok", /^v3\.270/, { run: async () => ran("v3.270.0") }],
    ["passphrase", "missing", /none is set/, { environment: {} }, staging],
    [
      "passphrase",
      "ok",
      /PULUMI_CONFIG_PASSPHRASE_FILE is set/,
      { environment: { PULUMI_CONFIG_PASSPHRASE_FILE: "f" } },
      staging,
    ],
    ["passphrase", "ok", /kept by awskms/, { environment: {} }, { ...staging, secretsProvider: "awskms://key" }],
    ["Prometheus", "missing", /not installed/, { run: async () => ({ kind: "not found" }), isRoot: true }],
    ["Prometheus", "missing", /version 2\.1\.0/, { run: async () => ran("prometheus, version 2.1.0\nbuilt") }],
    ["Prometheus", "ok", /version 3\.5\.0/, {}],
    ["promtool", "warning", /not on PATH/, { run: async () => ({ kind: "not found" }) }],
    ["Docker", "missing", /not on PATH/, { run: async () => ({ kind: "not found" }) }, need("docker")],
    [
      "Docker",
      "missing",
      /Cannot connect/,
      { run: async () => ran("Cannot connect to the Docker daemon", false) },
      need("docker"),
    ],
    [
      "cluster",
      "missing",
      /the current context: no such host/,
      { run: async () => ran("no such host\nmore", false) },
      staging,
    ],
    ["cluster", "ok", /answers/, { run: async () => ran("ok") }, staging],
    ["Chromium", "warning", /not on PATH/, { run: async () => ({ kind: "not found" }) }],
    ["port ports.proxy", "ok", /^3000 is free$/, {}],
    [
      "port ports.proxy",
      "missing",
      /^3000 is taken, by process 8: python$/,
      { holderOf: () => ({ pid: 8, command: "python" }) },
    ],
    ["port ports.proxy", "missing", /another user's process/, { holderOf: () => ({}) }],
    ["port ports.proxy", "ok", /this stack's own/, { holderOf: () => ({ pid: 7, command: "node" }) }, up],
    ["port ports.proxy", "warning", /nobody listens/, {}, up],
    [
      "gateway",
      "missing",
      /http:\/\/a: connect ECONNREFUSED/,
      { ask: async () => ({ reason: "connect ECONNREFUSED" }) },
      up,
    ],
    ["gateway", "missing", /answers 401/, { ask: async () => ({ status: 401, skewMs: 0 }) }, up],
    ["gateway", "ok", /answers$/, { ask: async () => ({ status: 200, skewMs: undefined }) }, up],
    ["Prometheus' API", "missing", /answers 503/, { ask: async () => ({ status: 503, skewMs: 0 }) }, up],
    [
      "Prometheus' API",
      "warning",
      /clock is 65 s behind its/,
      { ask: async () => ({ status: 200, skewMs: -65_000 }) },
      up,
    ],
    ["Prometheus' API", "ok", /answers$/, { ask: async () => ({ status: 200, skewMs: 900 }) }, up],
  ])("%s: %s, %s", async (name, state, seen, given, wanted) => {
    const found = await finding(name, given, wanted);
    expect(found).toMatchObject({ state, seen: expect.stringMatching(seen) });
    // Who is told that something is wrong is told what to do, too.
    expect(found.remedy !== undefined).toBe(state !== "ok");
  });

  it("asks for the context that config names", async () => {
    const asked: string[][] = [];
    const { config } = staging;
    const named = { ...staging, config: { ...config, kubernetes: { ...config.kubernetes, context: "east" } } };
    const run = async (...words: string[]) => {
      asked.push(words);
      return ran("ok");
    };
    expect((await finding("cluster", { run }, named)).seen).toBe("context east answers");
    expect(asked[0]?.slice(0, 3)).toEqual(["kubectl", "--context", "east"]);
  });
});

describe("the doctor's word", () => {
  const findings: Finding[] = [
    { check: "Node", state: "ok", seen: "v24.0.0", why: "runs everything" },
    { check: "disk", state: "warning", seen: "1 GiB free", why: "logs grow", remedy: "free some space" },
  ];

  it("is that something is missing only where the stack needs it", () => {
    expect(lacksSomething(findings)).toBe(false);
    expect(lacksSomething([...findings, { ...findings[1]!, state: "missing" }])).toBe(true);
  });

  it("gives why and what to do for what is not well", () => {
    expect(renderFindings(need("local"), findings)).toEqual([
      "local, platform local, not up",
      "",
      "  ✓ Node: v24.0.0",
      "  ! disk: 1 GiB free",
      "      why: logs grow",
      "      do: free some space",
      "",
      "This machine has what local needs; 1 thing to look at.",
    ]);
  });
});
