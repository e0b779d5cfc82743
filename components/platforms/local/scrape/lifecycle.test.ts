import { execFileSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { renderReleaseTrackRules } from "../../../../monitoring/release/release-track.ts";
import { type LabelledTarget, renderTargets } from "../../prometheus/targets.ts";
import { lifecycle as processes } from "../process/lifecycle.ts";
import { prometheusConfig, prometheusFiles, prometheusProcess } from "../prometheus.ts";
import type { LocalSettings } from "../settings.ts";
import { lifecycle, type ScrapeInputs } from "./lifecycle.ts";

const EXPORTER = `
  const server = require("node:http").createServer((request, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end('ai_requests_total{version="3.0.0",status="success"} 7\\n');
  });
  server.listen(0, "127.0.0.1", () =>
    console.log(JSON.stringify({ event: "listening", ports: { http: server.address().port } })));
`;

let home: string;
let settings: LocalSettings;
const started: Awaited<ReturnType<typeof processes.create>>["outs"][] = [];

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Always there, as some revision is in every release, and never up. Prometheus 2.42 sometimes goes on listing its last
 * target for good when the list becomes empty right beside a reload; with another target left it never does.
 */
const KEPT: LabelledTarget = {
  address: "127.0.0.1:1",
  labels: { revision: "kept-1-0-0-abc", service: "kept", version: "1.0.0" },
};

/** @param targets besides the one that is kept. */
function inputs(targets: ScrapeInputs["targets"], track: "stable" | "canary"): ScrapeInputs {
  const files = prometheusFiles(home);
  return {
    prometheusUrl: `http://127.0.0.1:${settings.ports.prometheus}`,
    targetsFile: files.targets,
    targets: [KEPT, ...targets],
    ruleFiles: {
      [files.releaseTrack]: renderReleaseTrackRules(targets.map(({ labels }) => ({ ...labels, tracks: [track] }))),
      [files.alerts]: alertsOf("up == 0"),
    },
  };
}

function alertsOf(expr: string): string {
  return stringify({ groups: [{ name: "alerts", rules: [{ alert: "Down", expr }] }] });
}

/** When Prometheus last took over its configuration and rules, in seconds since 1970. */
async function loadedAt(): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${settings.ports.prometheus}/metrics`)).text();
  return Number(/^prometheus_config_last_reload_success_timestamp_seconds (\S+)$/m.exec(metrics)?.[1]);
}

async function alertExpressions(): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${settings.ports.prometheus}/api/v1/rules?type=alert`);
  const body = (await answer.json()) as { data: { groups: { rules: { query: string }[] }[] } };
  return body.data.groups.flatMap(({ rules }) => rules.map((rule) => rule.query));
}

async function query(expression: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
  const url = `http://127.0.0.1:${settings.ports.prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`;
  const answer = (await (await fetch(url)).json()) as { data: { result: [] } };
  return answer.data.result;
}

/** What the plugin takes for its engine: something that listens at the address among its arguments. */
const engine = net.createServer();

beforeAll(async () => {
  await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
  process.argv.push(`127.0.0.1:${(engine.address() as net.AddressInfo).port}`);
  home = fs.mkdtempSync(path.join(os.tmpdir(), "scrape-"));
  settings = {
    stack: "test",
    home,
    ports: { proxy: 1, admin: 2, prometheus: await freePort() },
    gateway: { mode: "stand-in", adminUrl: "", proxyUrl: "" },
    prometheus: { binary: process.env.PROMETHEUS ?? "prometheus", scrapeSeconds: 1 },
    llm: { standIn: true, model: "stand-in" },
  };
  const prometheus = await processes.create(prometheusProcess(settings));
  started.push(prometheus.outs);
  const exporter = await processes.create({
    name: "exporter",
    home,
    command: ["node", "-e", EXPORTER],
    environment: {},
    bindings: {},
    files: {},
    fixedPorts: [],
    readiness: { kind: "listening" },
    graceMs: 1000,
  });
  started.push(exporter.outs);
});

afterAll(async () => {
  process.argv.pop();
  engine.close();
  for (const state of started) await processes.delete?.("", state);
  fs.rmSync(home, { recursive: true });
});

describe("scrape against a real Prometheus", () => {
  const labels = { revision: "automation-service-3-0-0-abc", service: "automation-service", version: "3.0.0" };

  it("has targets listed and scraped with their revision, and roles recorded apart; then takes them away", async () => {
    const target = { address: started[1]?.address ?? "", labels };
    const created = await lifecycle.create(inputs([target], "canary"));
    const scraped = await vi.waitUntil(async () => (await query("ai_requests_total"))[0], { timeout: 20_000 });
    expect(scraped.metric).toEqual({
      __name__: "ai_requests_total",
      instance: target.address,
      job: "test",
      status: "success",
      ...labels,
    });
    const role = await vi.waitUntil(async () => (await query("release_track"))[0], { timeout: 20_000 });
    expect(role.metric).toEqual({ __name__: "release_track", track: "canary", ...labels });

    const promoted = inputs([target], "stable");
    expect((await lifecycle.diff(created.id, created.outs, promoted)).changes).toBe(true);
    await lifecycle.update?.(created.id, created.outs, promoted);
    await vi.waitUntil(async () => (await query('release_track{track="stable"}')).length === 1, { timeout: 20_000 });

    const empty = inputs([], "stable");
    await lifecycle.update?.(created.id, promoted, empty);
    const listed = await fetch(`${empty.prometheusUrl}/api/v1/targets?state=active`);
    const body = (await listed.json()) as { data: { activeTargets: { labels: object }[] } };
    expect(body.data.activeTargets).toMatchObject([{ labels: KEPT.labels }]);
  }, 60_000);

  it("asks for a reload when a rule changes and for none when only a target does", async () => {
    const before = inputs([], "stable");
    const { id, outs } = await lifecycle.create(before);
    const loaded = await loadedAt();
    expect(loaded).toBeGreaterThan(0);
    const target = { address: started[1]?.address ?? "", labels };
    const scraping = { ...before, targets: [...before.targets, target] };
    expect((await lifecycle.diff(id, outs, scraping)).changes).toBe(true);
    await lifecycle.update?.(id, outs, scraping);
    expect(await loadedAt()).toBe(loaded);

    const alerts = { ...scraping.ruleFiles, [prometheusFiles(home).alerts]: alertsOf("up == 2") };
    const changed = { ...scraping, ruleFiles: alerts };
    expect((await lifecycle.diff(id, scraping, changed)).changes).toBe(true);
    await lifecycle.update?.(id, scraping, changed);
    expect(await loadedAt()).toBeGreaterThan(loaded);
    expect(await alertExpressions()).toEqual(["up == 2"]);
  }, 60_000);

  it("takes away a rule file that is no longer wanted", async () => {
    const both = inputs([], "stable");
    const { id, outs } = await lifecycle.create(both);
    expect(await alertExpressions()).toHaveLength(1);
    const { releaseTrack, alerts } = prometheusFiles(home);
    await lifecycle.update?.(id, outs, { ...both, ruleFiles: { [releaseTrack]: both.ruleFiles[releaseTrack] ?? "" } });
    expect(await alertExpressions()).toEqual([]);
    expect(fs.existsSync(alerts)).toBe(false);
  });

  it("shows what Prometheus says about rules that it refuses, and puts back those that it took", async () => {
    const good = inputs([], "stable");
    const { id, outs } = await lifecycle.create(good);
    const { alerts } = prometheusFiles(home);
    const bad = { ...good, ruleFiles: { ...good.ruleFiles, [alerts]: alertsOf("(") } };
    for (const _try of [1, 2]) {
      await expect(lifecycle.update?.(id, outs, bad)).rejects.toThrow(/refuses its rules: 500 .*reload/);
      expect(fs.readFileSync(alerts, "utf8")).toBe(good.ruleFiles[alerts]);
    }
  });
});

describe("scrape", () => {
  it("names the address of a Prometheus that it cannot reach", async () => {
    const port = await freePort();
    const other = path.join(home, "unreachable");
    const refused = lifecycle.create({
      ...inputs([], "stable"),
      targetsFile: path.join(other, "targets.json"),
      ruleFiles: { [path.join(other, "rules.yml")]: alertsOf("up == 0") },
      prometheusUrl: `http://127.0.0.1:${port}`,
    });
    await expect(refused).rejects.toThrow(`cannot be reached: POST http://127.0.0.1:${port}/-/reload`);
  });

  it("reports that what it wrote was changed by another hand", async () => {
    const folder = fs.mkdtempSync(path.join(home, "drift-"));
    const state = {
      ...inputs([], "stable"),
      targetsFile: path.join(folder, "targets.json"),
      ruleFiles: { [path.join(folder, "rules.yml")]: alertsOf("up == 0") },
    };
    fs.writeFileSync(state.targetsFile, renderTargets(state.targets));
    fs.writeFileSync(path.join(folder, "rules.yml"), alertsOf("up == 0"));
    expect((await lifecycle.read?.("id", state))?.id).toBe("id");
    fs.writeFileSync(state.targetsFile, "[{}]\n");
    expect(await lifecycle.read?.("id", state)).toEqual({});
    fs.writeFileSync(state.targetsFile, renderTargets(state.targets));
    fs.writeFileSync(path.join(folder, "rules.yml"), alertsOf("up == 1"));
    expect(await lifecycle.read?.("id", state)).toEqual({});
  });
});

describe("scrape that an earlier program recorded without rule files", () => {
  it("is changed, looked at and deleted all the same", async () => {
    const now = inputs([], "stable");
    const { ruleFiles: _none, ...recorded } = now;
    const earlier = recorded as ScrapeInputs;
    fs.writeFileSync(earlier.targetsFile, renderTargets(earlier.targets));
    expect((await lifecycle.read?.("id", earlier))?.id).toBe("id");
    expect(await lifecycle.diff("id", earlier, now)).toEqual({ changes: true, replaces: [] });
    expect((await lifecycle.update?.("id", earlier, now))?.outs).toEqual(now);
    await lifecycle.delete?.("id", earlier);
    expect(fs.existsSync(earlier.targetsFile)).toBe(false);
  });
});

describe("prometheusConfig", () => {
  it.each([1, 15])("is accepted by promtool at a scrape interval of %i s", (scrapeSeconds) => {
    const file = path.join(fs.mkdtempSync(path.join(home, "config-")), "prometheus.yml");
    fs.writeFileSync(file, prometheusConfig({ ...settings, prometheus: { binary: "prometheus", scrapeSeconds } }));
    expect(execFileSync("promtool", ["check", "config", file], { encoding: "utf8" })).toContain("SUCCESS");
  });
});
