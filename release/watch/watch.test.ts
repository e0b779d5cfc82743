import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import type { Prometheus, Sample } from "../../gates/prometheus.ts";
import { decideLook, UNSEEN_LIMIT, type Watch } from "./decide.ts";
import { lookAt } from "./look.ts";
import { WatchRecord } from "./record.ts";
import { watchUntilEnd } from "./run.ts";

const alert = (name: string, severity: string) => ({ name, severity, revision: "api-1", track: "stable" });
const seen = (requests: number, ...fired: ReturnType<typeof alert>[]) => ({ kind: "seen", fired, requests }) as const;
const watch: Watch = { startedAt: 0, until: 1000, seenUntil: 0, unseen: 0 };

describe("a look", () => {
  it.each([
    ["of a quiet time goes on", seen(5), 500, "go on"],
    ["ends well when the time is over", seen(5), 1000, "kept"],
    ["of nobody in all the time shows nothing", seen(0), 1000, "no traffic"],
    ["of a critical alert is an alarm", seen(5, alert("MetricsEndpointDown", "critical")), 500, "alarm"],
    ["of a slow burn is an alarm", seen(5, alert("SLOBurnRateSlow", "warning")), 500, "alarm"],
    ["of another warning is none", seen(5, alert("SelectorLatencyHigh", "warning")), 500, "go on"],
    ["that sees nothing waits, also at the end", { kind: "unseen", reason: "gone" } as const, 1000, "go on"],
  ] as const)("%s", (_name, look, now, expected) => {
    expect(decideLook(watch, look, now).kind).toBe(expected);
  });

  it("that sees nothing too often ends the watch, and one that sees begins to count anew", () => {
    const blind = { ...watch, unseen: UNSEEN_LIMIT - 1 };
    expect(decideLook(blind, { kind: "unseen", reason: "gone" }, 500).kind).toBe("blind");
    expect(decideLook(blind, seen(1), 500)).toEqual({ kind: "go on", watch: { ...watch, seenUntil: 500 } });
  });

  it("goes back to where the one before ended, so that nothing is missed", async () => {
    const asked: string[] = [];
    const prometheus: Prometheus = {
      async query(promql) {
        asked.push(promql);
        return [];
      },
    };
    await lookAt(prometheus, 7200, 9000);
    expect(asked).toEqual(
      expect.arrayContaining([expect.stringContaining("[7200s]"), expect.stringContaining("[9000s]")]),
    );
  });
});

/** A Prometheus that answers in turn. */
function fake(
  ...answers: (Readonly<Record<"fired" | "scraped" | "requests", readonly Sample[]>> | Error)[]
): Prometheus {
  let looks = 0;
  return {
    async query(promql) {
      const answer = answers[Math.min(Math.floor(looks++ / 3), answers.length - 1)];
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error("nothing to answer");
      if (promql.includes("ALERTS")) return answer.fired;
      return promql.includes("increase") ? answer.requests : answer.scraped;
    },
  };
}

const one = (value: number): Sample[] => [{ labels: {}, value }];
const quiet = { fired: [], scraped: one(4), requests: one(40) };
const burning = {
  ...quiet,
  fired: [
    { labels: { alertname: "SLOBurnRateFast", severity: "critical", revision: "api-1", track: "stable" }, value: 1 },
  ],
};

describe("a watch", () => {
  let home = "";
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), "watch-"));
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  const request = { environment: "local", rollBack: false, anew: false, json: false } as const;
  const short = { ...request, forSeconds: 0.05, everySeconds: 0.02 };

  test("is kept when nothing has fired, and its record is finished", async () => {
    const record = new WatchRecord(home);
    expect(await watchUntilEnd(short, fake(quiet), record)).toEqual({ kind: "kept", requests: 40 });
    expect(record.unfinished()).toBeUndefined();
    expect(fs.readFileSync(record.file, "utf8")).toContain('"outcome":"kept"');
  });

  test("shows each line of its record as it is written, where that is asked for", async () => {
    const shown: string[] = [];
    const said: string[] = [];
    const record = new WatchRecord(home, (line) => shown.push(line));
    await watchUntilEnd(short, fake(quiet), record, (line) => said.push(line));
    const written = fs.readFileSync(record.file, "utf8").split("\n").slice(1);
    expect(shown).toEqual(written);
    expect(JSON.parse(shown.at(-1) ?? "")).toMatchObject({ event: "ended", outcome: "kept" });
    expect(said.at(-1)).toMatch(/^kept/);
  });

  test("ends at the first alarm", async () => {
    const ended = await watchUntilEnd({ ...short, forSeconds: 60 }, fake(quiet, burning), new WatchRecord(home));
    expect(ended).toMatchObject({ kind: "alarm", alerts: [{ name: "SLOBurnRateFast" }] });
  });

  test("is not kept while Prometheus cannot be seen, though the time is over", async () => {
    const gone = new Error("connection refused");
    expect((await watchUntilEnd(short, fake(gone), new WatchRecord(home))).kind).toBe("blind");
    expect((await watchUntilEnd(short, fake(gone, gone, quiet), new WatchRecord(home))).kind).toBe("kept");
  });

  test("of a release that nobody scraped has seen nothing", async () => {
    const ended = await watchUntilEnd(short, fake({ ...quiet, scraped: [] }), new WatchRecord(home));
    expect(ended).toMatchObject({ kind: "blind", reason: expect.stringContaining("no revision was scraped") });
  });

  test("goes on after a restart with the same end, also where the record was cut", async () => {
    const record = new WatchRecord(home);
    const began = Date.now() - 5000;
    const before = { startedAt: began, until: began + 5020, seenUntil: began + 1000, unseen: 0 };
    record.write({ event: "watching", at: new Date(began).toISOString(), watch: before });
    fs.appendFileSync(record.file, '\n{"event":"watching","at"');
    expect(record.unfinished()).toEqual(before);
    // By its own length it would go on for a minute.
    expect(await watchUntilEnd({ ...short, forSeconds: 60 }, fake(quiet), record)).toMatchObject({ kind: "kept" });
  });
});
