import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { answering, startFakeServer } from "service-chassis/test/fake-server.ts";
import { startProcess, type TestProcess } from "service-chassis/test/process.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { prometheusAt, type Sample } from "../../../gates/prometheus.ts";
import { startLoad } from "../../../lab/load/generator.ts";
import { ALERT_NAMES, type AlertName } from "../../../monitoring/alerts/alert.ts";
import { ALERTS } from "../../../monitoring/alerts/alerts.ts";
import { expressionOf, renderAlertRules } from "../../../monitoring/alerts/render.ts";
import { runbookUrl } from "../../../monitoring/alerts/runbook.ts";
import { GENERATED, METRICS } from "../../../monitoring/metrics.ts";
import { renderRecordingRules } from "../../../monitoring/recordings/render.ts";
import { type RevisionRoles, renderReleaseTrackRules } from "../../../monitoring/release/release-track.ts";
import { selectorsIn } from "../../../monitoring/test/selectors.ts";
import { freePorts } from "../../../test/harness/ports.ts";
import { renderTargets } from "../prometheus/targets.ts";
import { prometheusFiles, prometheusProcess } from "./prometheus.ts";
import type { LocalSettings } from "./settings.ts";

/** Beyond it a rule's group waits for its turn: it is evaluated every 15 s. */
const PATIENCE = { timeout: 60_000, interval: 200 };
/** Above the edge of 1 s. */
const SLOW_MS = 1200;

const STABLE: RevisionRoles = { ...revision("automation-service", "3.0.0"), tracks: ["stable"] };
const CANARY: RevisionRoles = { ...revision("automation-service", "3.0.1"), tracks: ["canary"] };
const PIPELINE: RevisionRoles = { ...revision("ai-pipeline", "1.1.0"), tracks: ["stable", "canary"] };
const DEAD: RevisionRoles = { ...revision("ai-pipeline", "1.0.0-newidea"), tracks: ["previous"] };

function revision(service: string, version: string) {
  return { revision: `${service}-${version}-abc`, service, version };
}

const stack = new AsyncDisposableStack();
const home = fs.mkdtempSync(path.join(os.tmpdir(), "alert-rules-"));
let prometheusUrl: string;

interface RuleGroup {
  readonly evaluationTime: number;
  readonly rules: readonly { readonly name: string; readonly query: string; readonly health: string }[];
}

async function get<T>(apiPath: string): Promise<T> {
  const body = (await (await fetch(`${prometheusUrl}${apiPath}`)).json()) as { data: T };
  return body.data;
}

async function ruleGroups(): Promise<readonly RuleGroup[]> {
  return (await get<{ groups: RuleGroup[] }>("/api/v1/rules")).groups;
}

/** Waits for data: what is recorded is there only after the next evaluation. */
function seen(promql: string): Promise<readonly Sample[]> {
  const look = async () => {
    const samples = await prometheusAt(prometheusUrl).query(promql);
    return samples.length > 0 && samples;
  };
  return vi.waitUntil(look, PATIENCE).catch((cause) => {
    throw new Error(`Prometheus has nothing for ${promql}`, { cause });
  });
}

/** The revisions and tracks for which an alert's condition holds now, whether it has lasted long enough or not. */
async function alerted(name: AlertName): Promise<string[]> {
  const alert = ALERTS.find((each) => each.name === name);
  if (!alert) throw new Error(`${name} is no alert`);
  const samples = await prometheusAt(prometheusUrl).query(expressionOf(alert));
  return samples.map(({ labels }) => `${labels.revision} ${labels.track}`).sort();
}

async function startService(entry: string, env: Record<string, string>): Promise<TestProcess> {
  return stack.use(await startProcess(new URL(`../../../services/${entry}/main.ts`, import.meta.url), env));
}

async function startPrometheus(targets: readonly [RevisionRoles, number][]): Promise<void> {
  const [proxy = 0, admin = 0, prometheus = 0] = await freePorts(3);
  const settings: LocalSettings = {
    stack: "test",
    home,
    ports: { proxy, admin, prometheus },
    gateway: { mode: "stand-in", adminUrl: "", proxyUrl: "" },
    prometheus: { binary: process.env.PROMETHEUS ?? "prometheus", scrapeSeconds: 1 },
    llm: { standIn: true, model: "stand-in" },
  };
  const files = prometheusFiles(home);
  const { command, files: own } = prometheusProcess(settings);
  const content = {
    ...own,
    [files.targets]: renderTargets(
      targets.map(([{ tracks: _, ...labels }, port]) => ({ address: `127.0.0.1:${port}`, labels })),
    ),
    [files.releaseTrack]: renderReleaseTrackRules(targets.map(([roles]) => roles)),
    [files.recordings]: renderRecordingRules(),
    [files.alerts]: renderAlertRules(),
  };
  fs.mkdirSync(files.rules, { recursive: true });
  for (const [file, text] of Object.entries(content)) fs.writeFileSync(file, text);
  const [program = "", ...args] = command;
  const child = stack.adopt(spawn(program, args, { stdio: "ignore" }), end);
  const failed = once(child, "error").then(([error]) => Promise.reject(error));
  prometheusUrl = `http://127.0.0.1:${prometheus}`;
  const ready = vi.waitUntil(
    () =>
      fetch(`${prometheusUrl}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    PATIENCE,
  );
  await Promise.race([ready, failed]);
}

async function end(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Users of a healthy stable, of a canary that is slow and whose every second execution fails, and of the selector. */
beforeAll(async () => {
  stack.defer(() => fs.rmSync(home, { recursive: true }));
  const pipeline = await startService("ai-pipeline", { FEATURE_BYPASS_LLM: "true" });
  const sick = stack.use(await startFakeServer());
  let asked = 0;
  sick.answer = async (response, request) => {
    asked += 1;
    const answer =
      asked % 2 === 0 ? answering(500, {}) : answering(200, { success: true, output: "pong", error: null });
    await sleep(SLOW_MS);
    answer(response, request);
  };
  const stable = await startService("automation-service", {
    AI_PIPELINE_BASE_URL: `http://127.0.0.1:${pipeline.port}`,
  });
  const canary = await startService("automation-service", { AI_PIPELINE_BASE_URL: sick.url });
  const [nobody = 0] = await freePorts(1);
  await startPrometheus([
    [STABLE, stable.port],
    [CANARY, canary.port],
    [PIPELINE, pipeline.port],
    [DEAD, nobody],
  ]);
  await vi.waitUntil(async () => (await prometheusAt(prometheusUrl).query(GENERATED.up)).length === 4, PATIENCE);
  const users = { requestsPerSecond: 20, maxSeconds: 600 };
  const loads = [
    startLoad({ ...users, url: `http://127.0.0.1:${stable.port}` }),
    startLoad({ ...users, url: `http://127.0.0.1:${canary.port}` }),
    startLoad({
      ...users,
      url: `http://127.0.0.1:${pipeline.port}`,
      path: "/selector/search",
      body: '{"query":"ping"}',
    }),
  ];
  for (const load of loads) stack.defer(async () => void (await load.stop()));
  await vi.waitUntil(
    async () => (await ruleGroups()).every(({ rules }) => rules.every(({ health }) => health === "ok")),
    PATIENCE,
  );
});

afterAll(() => stack.disposeAsync());

describe("a Prometheus of the local platform under real traffic", () => {
  it("has loaded every rule and evaluates it without an error, in a fraction of the time between two evaluations", async () => {
    const groups = await ruleGroups();
    const names = groups.flatMap(({ rules }) => rules.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining([...ALERT_NAMES, GENERATED.releaseTrack]));
    for (const { evaluationTime } of groups) expect(evaluationTime).toBeLessThan(1);
  });

  it("finds every series that a rule asks for", async () => {
    const expressions = (await ruleGroups()).flatMap(({ rules }) => rules.map(({ query }) => query));
    const asked = expressions.flatMap(selectorsIn);
    const selectors = new Set(asked.map(({ text }) => text));
    const named = asked.map(({ metric }) => metric);
    expect(named).toEqual(expect.arrayContaining([METRICS.aiRequests, METRICS.selectorCacheEvictions, GENERATED.up]));
    for (const selector of selectors) await seen(selector);
  });

  it.each(ALERTS)("gets a value for what $name looks at", async ({ values }) => {
    for (const value of values) {
      const samples = await seen(value);
      expect(samples.map(({ labels }) => labels.revision)).not.toContain(undefined);
    }
  });

  it("holds the conditions for those alone whom they concern, with their tracks", async () => {
    await vi.waitUntil(async () => (await alerted("AIExecutionLatencyP95High")).length > 0, PATIENCE);
    const canary = [`${CANARY.revision} canary`];
    expect(await alerted("AIExecutionErrorRateHigh")).toEqual(canary);
    expect(await alerted("AIExecutionLatencyP95High")).toEqual(canary);
    expect(await alerted("AIExecutionLatencyP99Critical")).toEqual([]);
    expect(await alerted("SelectorLatencyHigh")).toEqual([]);
    expect(await alerted("NoRequestsReceived")).toEqual([]);
    expect(await alerted("MetricsEndpointDown")).toEqual([`${DEAD.revision} previous`]);
  });

  it("fires what need not wait, with revision, track and link", async () => {
    const fired = await vi.waitUntil(async () => {
      const { alerts } = await get<{ alerts: { labels: Record<string, string>; state: string }[] }>("/api/v1/alerts");
      return alerts.find(({ labels, state }) => labels.alertname === "SLOBurnRateFast" && state === "firing");
    }, PATIENCE);
    const { tracks: _, ...labels } = CANARY;
    expect(fired).toMatchObject({
      labels: { ...labels, track: "canary", slo: "execute-success", severity: "critical" },
      annotations: { runbook_url: runbookUrl("SLOBurnRateFast") },
    });
  });
});
