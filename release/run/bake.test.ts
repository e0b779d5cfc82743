import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Prometheus, Sample } from "../../gates/prometheus.ts";
import type { RealSplit } from "../status/gather.ts";
import { type Bake, bake } from "./bake.ts";

const one = (value: number): Sample[] => [{ labels: {}, value }];
const firing = (revision: string): Sample => ({
  labels: { alertname: "SLOBurnRateFast", severity: "critical", revision, track: "canary" },
  value: 1,
});

/** A Prometheus with traffic, whose alerts fire from a look on; @param before looks without them. */
function prometheusWith(alerts: readonly Sample[], before = 0): Prometheus & { readonly asked: string[] } {
  const asked: string[] = [];
  let looks = 0;
  return {
    asked,
    async query(promql) {
      asked.push(promql);
      if (promql.includes("ALERTS")) return looks++ < before ? [] : alerts;
      return promql.includes("increase") ? one(40) : one(4);
    },
  };
}

describe("a bake", () => {
  let file = "";
  const said: string[] = [];
  const screen = { stream: "stdout", say: (line: string) => said.push(line) } as const;
  const known = (...drained: string[]): RealSplit => ({ kind: "known", shares: {}, drained });

  beforeEach(() => {
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "bake-")), "Pulumi.staging.yaml");
    fs.writeFileSync(file, "as it was\n");
    said.length = 0;
  });
  afterEach(() => fs.rmSync(path.dirname(file), { recursive: true, force: true }));

  const minute = (count: number) => Date.now() + count * 60_000;
  const of = (changes: Partial<Bake>): Bake => ({
    canary: ["api-2"],
    stable: ["api-1"],
    since: minute(-90),
    until: minute(30),
    everySeconds: 0.02,
    prometheus: prometheusWith([]),
    file: { path: file, text: "as it was\n" },
    realSplit: async () => known(),
    stop: new AbortController().signal,
    ...changes,
  });

  it("is over when its time is, after a look at all of it, though this process has only just begun", async () => {
    const prometheus = prometheusWith([]);
    expect(await bake(of({ prometheus, until: minute(0) }), screen)).toEqual({ kind: "over" });
    expect(prometheus.asked.find((query) => query.includes("ALERTS"))).toMatch(/\[540[01]s\]/);
  });

  it("ends long before its time when the canary raises an alarm", async () => {
    const prometheus = prometheusWith([firing("api-2")], 2);
    expect(await bake(of({ prometheus }), screen)).toMatchObject({ kind: "alarm", alerts: [{ revision: "api-2" }] });
    expect(said).toHaveLength(2);
    expect(said[0]).toContain("40 requests of users, no alarm");
  });

  it("ends for an alarm of what is not the canary, as another thing", async () => {
    expect((await bake(of({ prometheus: prometheusWith([firing("api-1")]) }), screen)).kind).toBe("alarm beside");
  });

  it("ends when the config file changes, or goes", async () => {
    fs.writeFileSync(file, "of another hand\n");
    const changed = { kind: "another hand", why: "the stack's config file was changed" };
    expect(await bake(of({}), screen)).toEqual(changed);
    fs.rmSync(file);
    expect(await bake(of({}), screen)).toEqual(changed);
  });

  it("ends when an operator drains the canary, not when something else is drained or the gateway cannot be asked", async () => {
    const drained = of({ realSplit: async () => known("api-2") });
    expect(await bake(drained, screen)).toEqual({ kind: "another hand", why: "an operator has drained api-2" });
    const other = of({ realSplit: async () => known("api-0"), until: minute(0) });
    expect((await bake(other, screen)).kind).toBe("over");
    const unknown = of({ realSplit: async () => ({ kind: "unknown", reason: "refused" }), until: minute(0) });
    expect((await bake(unknown, screen)).kind).toBe("over");
  });

  it("ends at once when it is told to stop", async () => {
    const stop = new AbortController();
    const ended = bake(of({ stop: stop.signal, everySeconds: 600 }), screen);
    stop.abort();
    expect(await ended).toEqual({ kind: "stopped" });
  });
});
