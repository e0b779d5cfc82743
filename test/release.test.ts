import fs from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RecordedEvent } from "../gates/events.ts";
import { BROWSER } from "../gates/frontend/browser/testing/browser.ts";
import { prometheusAt } from "../gates/prometheus.ts";
import type { Check } from "../gates/verdict.ts";
import type { Load } from "../lab/load/generator.ts";
import { gatesIn } from "./harness/events.ts";
import {
  expectKnownProcesses,
  expectRefusal,
  expectSplit,
  expectStateToBeReality,
  expectSuccess,
} from "./harness/expect.ts";
import { gates, ProgramStack } from "./harness/stack.ts";
import { NEW, OLD } from "./harness/versions.ts";

/** A release from nothing to promoted and back, with users throughout. Each test goes on where the one before ended. */
describe("a release", () => {
  let stack: ProgramStack;
  let users: Load;
  /** What was asked for when users were on their way in. */
  const statuses: (number | string)[] = [];

  beforeAll(async () => {
    stack = await ProgramStack.create("release");
    users = stack.load({
      onResult: ({ outcome }) => statuses.push(outcome.kind === "response" ? outcome.status : outcome.code),
    });
  });
  afterAll(() => stack?.remove());

  /** Nobody is turned away; `since` is a moment of the load. */
  function expectNoFailure(since = users.mark()): () => void {
    return () => {
      const { failed, byStatus, finished } = users.between(since);
      expect(failed, JSON.stringify(byStatus)).toBe(0);
      expect(finished).toBeGreaterThan(0);
    };
  }

  /** The canary's page was opened and used, and there is a picture of it; or the verdict says that it was not. */
  function expectSeenInBrowser(events: readonly RecordedEvent[]): void {
    const checks = events.flatMap((event) =>
      event.event === "gate decided" && event.gate === "frontend" ? event.checks : [],
    );
    const seen = checks.filter(({ name }) => name.includes(" in a browser of frontend-1.1.0-"));
    if (BROWSER === "") {
      expect(seen).toMatchObject([{ outcome: "pass", value: "NOT CHECKED" }]);
      return;
    }
    expect(seen.map(({ name, outcome }) => `${name.split(" ")[0]} ${outcome}`)).toEqual([
      "page pass",
      "ping pass",
      "console pass",
      "requests pass",
    ]);
    const [picture = ""] = seen.flatMap(({ screenshot }) => screenshot ?? []);
    expect(path.dirname(picture)).toBe(path.join(stack.home, "screenshots"));
    expect(fs.existsSync(picture)).toBe(true);
  }

  const servicePids = () =>
    Object.fromEntries(
      stack.processes().flatMap(({ pid, environment: { SERVICE_REVISION: name } }) => (name ? [[name, pid]] : [])),
    );

  it("begins with 404 until the routes stand, and never with an error of an empty upstream", async () => {
    expectSuccess(await stack.up());
    await expectSplit(stack, [OLD, 100]);
    expect(gatesIn(stack.events())).toEqual(["frontend", "smoke"]);
    const answered = statuses.filter((status) => status !== "ECONNREFUSED");
    const firstSuccess = answered.indexOf(200);
    expect(firstSuccess).toBeGreaterThanOrEqual(0);
    expect(new Set(answered.slice(0, firstSuccess))).toEqual(new Set([404]));
    expect(new Set(answered.slice(firstSuccess))).toEqual(new Set([200]));
    await expectStateToBeReality(stack);
  });

  it("gives a tested canary its 10 % in every upstream, and users see that split", async () => {
    const check = expectNoFailure();
    const before = stack.events().length;
    stack.configure({ canary: NEW, canaryPercent: 10, gates: gates({}, "auto") });
    expectSuccess(await stack.up());
    check();
    expectSeenInBrowser(stack.events().slice(before));
    await expectSplit(stack, [OLD, 90], [NEW, 10]);
    const story = stack
      .events()
      .slice(before)
      .map((event) => ("gate" in event ? `${event.event} ${event.gate}` : event.event));
    expect(story.indexOf("gate decided smoke")).toBeLessThan(story.indexOf("weights moved"));
    expect(story.indexOf("gate decided frontend")).toBeLessThan(story.indexOf("weights moved"));
    expect(story.indexOf("weights moved")).toBeLessThan(story.indexOf("gate decided slo"));

    // 400 requests of both loads together: the split is exact but for where the round begins.
    const from = users.mark();
    const burst = await stack.load({ requestsPerSecond: 150, maxRequests: 300 }).ended;
    const beside = users.between(from);
    const canary = stack.process("automation-service-3.0.1").revision;
    const asked = burst.finished + beside.finished;
    const toCanary = (burst.byRevision[canary]?.requests ?? 0) + (beside.byRevision[canary]?.requests ?? 0);
    expect(Math.abs((toCanary / asked) * 100 - 10), `${toCanary} of ${asked}`).toBeLessThan(1.5);
  });

  it("does not skip a phase", async () => {
    stack.configure({ canaryPercent: 100 });
    expectRefusal(await stack.up(), "GAT002", /10 % → 100 %/, /set canaryPercent to 50 first/);
    await expectSplit(stack, [OLD, 90], [NEW, 10]);
  });

  it("tells Prometheus the weights that passed, not those that were refused", async () => {
    const query = 'release_weight{service="automation-service"}';
    const recorded = async () => {
      const samples = await prometheusAt(`http://127.0.0.1:${stack.ports.prometheus}`).query(query);
      return samples.map(({ labels, value }) => `${labels.version} ${value}`).sort();
    };
    await vi.waitUntil(async () => isDeepStrictEqual(await recorded(), ["3.0.0 90", "3.0.1 10"]), { timeout: 30_000 });
  });

  it.each([50, 100])("goes on to %i %, shown to be fit by the sequential strategy", async (percent) => {
    const check = expectNoFailure();
    const before = stack.events().length;
    // Objectives so lax that a window of seconds has the requests to show that they are kept.
    const lax = { maxErrorRate: 0.3, maxShareSlowerThan1s: 0.9, maxShareSlowerThan2s: 0.9 };
    stack.configure({ canaryPercent: percent, gates: gates({ strategy: "sequential", ...lax }) });
    expectSuccess(await stack.recorder.closely(stack.up()));
    check();
    const shift = (await stack.state()).resources.find(({ type }) => type.endsWith("TrafficShift"));
    const checks = (shift?.outputs?.checks ?? []) as readonly Check[];
    const errors = checks.find(({ name }) => /^error rate of automation-service-3\.0\.1-[0-9a-f]+$/.test(name));
    expect(errors).toMatchObject({
      outcome: "pass",
      value: "0 %",
      query: expect.any(String),
      range: expect.any(Array),
    });
    expect(errors?.interval?.[1]).toBeLessThan(lax.maxErrorRate);
    expect(checks.some(({ name }) => name.endsWith("beside stable"))).toBe(percent === 50);
    await expectSplit(stack, [OLD, 100 - percent], [NEW, percent]);
    expect(gatesIn(stack.events().slice(before))).toEqual(["bake", "slo"]);
  });

  it("promotes what runs: same processes, same weights, no gate", async () => {
    const check = expectNoFailure();
    const [before, pids, moments] = [stack.events().length, servicePids(), stack.recorder.moments.length];
    stack.configure({ stable: NEW, previous: OLD, canary: undefined, canaryPercent: 0, gates: gates({}) });
    expectSuccess(await stack.up());
    check();
    expect(servicePids()).toEqual(pids);
    expect(gatesIn(stack.events().slice(before))).toEqual([]);
    const splits = stack.recorder.moments
      .slice(moments)
      .map(({ picture }) => picture.frontend.map(({ weight }) => weight));
    expect(new Set(splits.map((weights) => JSON.stringify(weights))).size).toBe(1);
    await expectSplit(stack, [NEW, 100]);
    await expectStateToBeReality(stack);
  });

  it("undoes the promotion at once: the previous release is warm and proven", async () => {
    const check = expectNoFailure();
    const [before, pids] = [stack.events().length, servicePids()];
    stack.configure({ stable: OLD, previous: NEW });
    expectSuccess(await stack.recorder.closely(stack.up()));
    check();
    expect(servicePids()).toEqual(pids);
    expect(gatesIn(stack.events().slice(before))).toEqual([]);
    await expectSplit(stack, [OLD, 100]);
  });

  it("takes a flag that is flipped by hand for another canary, tested before it has traffic", async () => {
    const check = expectNoFailure();
    stack.configure({ canary: NEW, canaryPercent: 10, previous: undefined });
    expectSuccess(await stack.up());
    const flagged = stack.process("ai-pipeline-1.1.0").revision;
    const before = stack.events().length;
    expectSuccess(await stack.config("set", "--path", "canary.bypassLlm", "false"));
    expectSuccess(await stack.up());
    check();
    const plain = stack.process("ai-pipeline-1.1.0").revision;
    expect(plain).not.toBe(flagged);
    expect(gatesIn(stack.events().slice(before))).toEqual(["bake", "frontend", "slo", "smoke"]);
    await expectSplit(stack, [OLD, 90], [NEW, 10]);
    await expectStateToBeReality(stack);
  });

  it("left no upstream empty and no untested revision with traffic at any moment", () => {
    expect(stack.recorder.moments.length).toBeGreaterThan(100);
    expect(stack.recorder.emptied()).toEqual([]);
    expect(stack.recorder.untested()).toEqual([]);
  });

  it("ends with 404 for users, and leaves nothing running", async () => {
    const from = statuses.length;
    expectSuccess(await stack.destroy());
    // The gateway's process goes last: what users then get depends on where it was with their connection.
    const gone = ["ECONNREFUSED", "ECONNRESET", "UND_ERR_SOCKET"];
    const seen = statuses.slice(from).filter((status) => !gone.includes(String(status)));
    expect(new Set(seen)).toEqual(new Set([200, 404]));
    await expectKnownProcesses(stack, []);
    expect((await stack.state()).resources).toEqual([]);
    expect(stack.leases()).toEqual({ held: 0, armed: 0 });
  });
});
