/** Everything that is rendered here, in a real Prometheus and a real Alertmanager, under real traffic. */
import { answering, type FakeServer, startFakeServer } from "service-chassis/test/fake-server.ts";
import { startProcess } from "service-chassis/test/process.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { prometheusAt } from "../gates/prometheus.ts";
import { startLoad } from "../lab/load/generator.ts";
import { decideLook } from "../release/watch/decide.ts";
import { lookAt } from "../release/watch/look.ts";
import { renderAlertmanagerConfig } from "./alertmanager/render.ts";
import { renderAlertRules } from "./alerts/render.ts";
import { runbookUrl } from "./alerts/runbook.ts";
import { DASHBOARDS } from "./dashboards/render.ts";
import { substitute } from "./dashboards/test/substitute.ts";
import { renderRecordingRules } from "./recordings/render.ts";
import { type RevisionRoles, renderReleaseTrackRules } from "./release/release-track.ts";
import { renderReleaseRules } from "./release/render.ts";
import { fileJob } from "./scrape/job.ts";
import { renderPrometheusConfig } from "./scrape/prometheus-config.ts";
import { startAlertmanager, startPrometheus } from "./test/started.ts";

/** Alerts see what was recorded before them, and both are evaluated every 15 s. */
const PATIENCE = { timeout: 90_000, interval: 250 };

const STABLE: RevisionRoles = { ...revision("automation-service", "3.0.0"), tracks: ["stable"] };
const CANARY: RevisionRoles = { ...revision("automation-service", "3.0.1"), tracks: ["canary"] };
const PIPELINE: RevisionRoles = { ...revision("ai-pipeline", "1.1.0"), tracks: ["stable", "canary"] };

function revision(service: string, version: string) {
  return { revision: `${service}-${version}-abc`, service, version };
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

interface WebhookAlert {
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const stack = new AsyncDisposableStack();
let prometheusUrl: string;
let alertmanagerUrl: string;
let webhook: FakeServer;
/** Where users reach stable, canary and selector. */
let urls: { readonly stable: string; readonly canary: string; readonly pipeline: string };

async function query(expr: string): Promise<readonly Series[]> {
  const answer = await fetch(`${prometheusUrl}/api/v1/query`, {
    method: "POST",
    body: new URLSearchParams({ query: expr }),
  });
  const body = (await answer.json()) as { status: string; error?: string; data: { result: Series[] } };
  if (body.status !== "success") throw new Error(`${body.error}: ${expr}`);
  return body.data.result;
}

/** Waits for a number: what is recorded is there after the next evaluation, and a share needs requests. */
function numbers(expr: string): Promise<readonly Series[]> {
  const look = async () => {
    const series = (await query(expr)).filter(({ value }) => Number.isFinite(Number(value[1])));
    return series.length > 0 && series;
  };
  return vi.waitUntil(look, PATIENCE).catch((cause) => {
    throw new Error(`Prometheus has no number for ${expr}`, { cause });
  });
}

const SERVICES = new URL("../services/", import.meta.url);

async function startService(name: string, env: Record<string, string>): Promise<string> {
  const { port } = stack.use(await startProcess(new URL(`${name}/main.ts`, SERVICES), env));
  return `127.0.0.1:${port}`;
}

/** Users of stable, of a canary whose every second execution fails, and of the selector. */
beforeAll(async () => {
  const pipeline = await startService("ai-pipeline", { FEATURE_BYPASS_LLM: "true" });
  const toPipeline = { AI_PIPELINE_BASE_URL: `http://${pipeline}` };
  const stable = await startService("automation-service", toPipeline);
  const canary = await startService("automation-service", toPipeline);
  urls = { stable: `http://${stable}`, canary: `http://${canary}`, pipeline: `http://${pipeline}` };
  const targets = [
    [STABLE, stable],
    [CANARY, canary],
    [PIPELINE, pipeline],
  ] as const;
  webhook = stack.use(await startFakeServer());
  webhook.answer = answering(200, {});
  alertmanagerUrl = await startAlertmanager(stack, renderAlertmanagerConfig({ webhookUrl: webhook.url }));
  const weights = targets.map(([{ tracks: _, ...labels }], index) => ({
    ...labels,
    weight: [90, 10, 100][index] ?? 0,
  }));
  prometheusUrl = await startPrometheus(stack, {
    "prometheus.yml": renderPrometheusConfig({
      scrapeSeconds: 1,
      ruleFiles: ["rules-*.yml"],
      jobs: [fileJob("release", ["targets.json"])],
      alertmanagers: [new URL(alertmanagerUrl).host],
    }),
    "targets.json": JSON.stringify(
      targets.map(([{ tracks: _, ...labels }, address]) => ({ targets: [address], labels })),
    ),
    "rules-recordings.yml": renderRecordingRules(),
    "rules-alerts.yml": renderAlertRules(),
    "rules-track.yml": renderReleaseTrackRules(targets.map(([roles]) => roles)),
    "rules-release.yml": renderReleaseRules(weights, {
      windowSeconds: 10,
      maxErrorRate: 0.01,
      maxShareSlowerThan1s: 0.05,
      maxShareSlowerThan2s: 0.01,
    }),
  });
});

afterAll(() => stack.disposeAsync());

const PANELS = Object.values(DASHBOARDS).flatMap(({ title: dashboard, rows }) =>
  rows.flatMap(({ panels }) => panels.map((panel) => ({ ...panel, dashboard }))),
);
const ANNOTATIONS = Object.values(DASHBOARDS).flatMap(({ annotations }) => annotations);
const EMPTY_UNTIL_ALERT = [
  ...PANELS.flatMap(({ queries, emptyUntil }) => queries.map((each) => ({ ...each, emptyUntil }))),
  ...ANNOTATIONS,
].filter(({ emptyUntil }) => emptyUntil === "an alert fires");

describe("before anything has failed", () => {
  it("what is empty until an alert fires is empty", async () => {
    await numbers("up");
    expect(EMPTY_UNTIL_ALERT).toHaveLength(2);
    for (const { expr } of EMPTY_UNTIL_ALERT) expect(await query(expr)).toEqual([]);
  });
});

describe("under traffic of which every second execution of the canary fails", () => {
  beforeAll(() => {
    const users = { requestsPerSecond: 10, maxSeconds: 600 };
    const failing = '{"tool":"no-such-tool","input":"ping"}';
    const loads = [
      startLoad({ ...users, url: urls.stable }),
      startLoad({ ...users, url: urls.canary }),
      startLoad({ ...users, url: urls.canary, body: failing }),
      startLoad({ ...users, url: urls.pipeline, path: "/selector/search", body: '{"query":"ping"}' }),
    ];
    for (const load of loads) stack.defer(async () => void (await load.stop()));
  });

  it.each(PANELS)("$dashboard: $title has data", async ({ queries }) => {
    for (const { expr, legend } of queries) {
      const series = await numbers(substitute(expr, "30s"));
      const labels = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
      for (const { metric } of series) expect(Object.keys(metric)).toEqual(expect.arrayContaining(labels));
      const legends = series.map(({ metric }) => labels.map((label) => metric[label]).join(" "));
      if (legend !== "") expect(new Set(legends).size).toBe(legends.length);
    }
  });

  it.each(ANNOTATIONS)("the annotation $name is there", async ({ expr, text }) => {
    const labels = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
    const [first] = await numbers(expr);
    expect(Object.keys(first?.metric ?? {})).toEqual(expect.arrayContaining(labels));
  });

  it("weights and phases are those that were written, and the real split is what users got", async () => {
    const byRevision = async (title: string) => {
      const panel = PANELS.find((each) => each.title === title);
      const series = await numbers(substitute(panel?.queries[0].expr ?? "", "30s"));
      return new Map(series.map(({ metric, value }) => [metric.revision, Number(value[1])]));
    };
    expect(await byRevision("Canary's share")).toEqual(new Map([[undefined, 10]]));
    expect(await byRevision("Weights that passed")).toEqual(
      new Map([
        [STABLE.revision, 90],
        [CANARY.revision, 10],
      ]),
    );
    const split = await byRevision("Real split");
    expect((split.get(STABLE.revision) ?? 0) + (split.get(CANARY.revision) ?? 0)).toBeCloseTo(100, 6);
    // 10 requests a second against 20; rates are extrapolated.
    expect(split.get(CANARY.revision)).toBeGreaterThan(50);
  });

  it("Alertmanager delivers a critical alert to the webhook, and holds back the warning of the same revision", async () => {
    const { tracks: _, ...labels } = CANARY;
    const received = () =>
      webhook.received.flatMap(({ body }) => (JSON.parse(body) as { alerts: WebhookAlert[] }).alerts);
    const fast = await vi.waitUntil(
      () => received().find((alert) => alert.labels.alertname === "SLOBurnRateFast"),
      PATIENCE,
    );
    expect(fast).toMatchObject({
      status: "firing",
      labels: { ...labels, track: "canary", severity: "critical", slo: "execute-success" },
      annotations: { runbook_url: runbookUrl("SLOBurnRateFast") },
    });
    const slow = await vi.waitUntil(async () => {
      const known = (await (await fetch(`${alertmanagerUrl}/api/v2/alerts`)).json()) as {
        labels: Record<string, string>;
        status: { state: string; inhibitedBy: string[] };
      }[];
      return known.find(
        (alert) => alert.labels.alertname === "SLOBurnRateSlow" && alert.status.state !== "unprocessed",
      );
    }, PATIENCE);
    expect(slow).toMatchObject({ labels: { ...labels, severity: "warning" }, status: { state: "suppressed" } });
    expect(slow.status.inhibitedBy).toHaveLength(1);
    expect(received().map((alert) => alert.labels.alertname)).not.toContain("SLOBurnRateSlow");
  });

  it("the watch after a promotion sees what fires, and ends by it", async () => {
    const look = await vi.waitUntil(async () => {
      const seen = await lookAt(prometheusAt(prometheusUrl), 60, 600);
      return seen.kind === "seen" && seen.fired.some(({ name }) => name === "SLOBurnRateFast") && seen;
    }, PATIENCE);
    expect(look.requests).toBeGreaterThan(0);
    const watch = { startedAt: 0, until: 86_400_000, seenUntil: 0, unseen: 0 };
    const decision = decideLook(watch, look, 60_000);
    expect(decision.kind === "alarm" && decision.alerts).toContainEqual({
      name: "SLOBurnRateFast",
      severity: "critical",
      revision: CANARY.revision,
      track: "canary",
    });
  });
});
