import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { counterQuery, historyQuery, scrapeTimeQuery } from "./query.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "query-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** promtool comes with Prometheus, which the tests' set-up installs. */
function parses(query: string): string {
  const file = path.join(folder, "rules.json");
  fs.writeFileSync(file, JSON.stringify({ groups: [{ name: "q", rules: [{ record: "q", expr: query }] }] }));
  return execFileSync("promtool", ["check", "rules", file], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

const METRICS = [
  {
    name: "failed orders",
    bad: 'orders_total{revision="$revision",note="a } in a text"}',
    total: 'orders_total{revision="$revision"}',
    maxShare: 0.1,
  },
];

describe("queries", () => {
  const revisions = ["automation-service-3.0.1-a1b2c3", "automation-service-3.0.0-d4e5f6"];

  test("are PromQL", () => {
    expect(parses(counterQuery(revisions, []))).toContain("SUCCESS: 1 rules found");
    expect(parses(counterQuery(revisions, METRICS))).toContain("SUCCESS: 1 rules found");
    expect(parses(scrapeTimeQuery(revisions))).toContain("SUCCESS: 1 rules found");
    expect(parses(historyQuery({ revisions, metrics: METRICS, withProbes: true }, 1800, 0))).toContain(
      "SUCCESS: 1 rules found",
    );
    expect(parses(historyQuery({ revisions, metrics: [], withProbes: false }, 75, 150))).toContain(
      "SUCCESS: 1 rules found",
    );
  });

  test("take the dots of a version literally", () => {
    expect(counterQuery(revisions, [])).toContain('revision=~"automation-service-3\\\\.0\\\\.1-a1b2c3|');
  });
});
