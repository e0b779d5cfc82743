import { expect, it } from "vitest";
import { parse } from "yaml";
import { checkRules } from "../test/promtool.ts";
import type { RevisionWeight } from "./release-weight.ts";
import { renderReleaseRules } from "./render.ts";

const STABLE: RevisionWeight = { revision: "web-1.0.0-a", service: "frontend", version: "1.0.0", weight: 90 };
const CANARY: RevisionWeight = { revision: "web-1.1.0-b", service: "frontend", version: "1.1.0", weight: 10 };
const GATE = { windowSeconds: 300, maxErrorRate: 0.01, maxShareSlowerThan1s: 0.05, maxShareSlowerThan2s: 0.02 };

interface Rule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

function rulesOf(text: string): Rule[] {
  return parse(text).groups.flatMap(({ rules }: { rules: Rule[] }) => rules);
}

it("records the weight of each revision and the limit of each objective that the gate judges", async () => {
  const text = renderReleaseRules([STABLE, CANARY], GATE);
  expect(await checkRules(text)).toContain("SUCCESS: 8 rules found");
  const constants = rulesOf(text).filter(({ expr }) => expr.startsWith("vector("));
  const { weight: _ninety, ...stable } = STABLE;
  const { weight: _ten, ...canary } = CANARY;
  expect(constants).toEqual([
    { record: "release_weight", expr: "vector(90)", labels: stable },
    { record: "release_weight", expr: "vector(10)", labels: canary },
    { record: "release_gate_limit", expr: "vector(0.01)", labels: { slo: "execute-success" } },
    { record: "release_gate_limit", expr: "vector(0.05)", labels: { slo: "execute-latency-p95" } },
    { record: "release_gate_limit", expr: "vector(0.02)", labels: { slo: "execute-latency-p99" } },
  ]);
});

it("measures over the gate's own window, whole seconds of it", () => {
  const windows = rulesOf(renderReleaseRules([], { ...GATE, windowSeconds: 9.5 }))
    .filter(({ record }) => record === "release_gate_value")
    .map(({ expr }) => new Set(expr.match(/\[\w+\]/g)));
  expect(windows).toEqual([new Set(["[10s]"]), new Set(["[10s]"]), new Set(["[10s]"])]);
});

it("does not depend on the order of weights, so that an unchanged release asks for no reload", () => {
  expect(renderReleaseRules([CANARY, STABLE], GATE)).toBe(renderReleaseRules([STABLE, CANARY], GATE));
});
