import { expect, test } from "vitest";
import { FRONTEND_GATE, SMOKE_GATE, TRAFFIC_SHIFT } from "../resource-types.ts";
import { judgeStack, type Shown } from "../testing/judge.ts";
import { exposedSetsAreGated } from "./exposed-sets-are-gated.ts";

const set = (version: string) => ({
  automationService: `automation-service-${version}`,
  aiPipeline: `ai-pipeline-${version}`,
  frontend: `frontend-${version}`,
});

function shift(percent: number): Shown {
  const exposure = { upstreams: {}, stable: set("1"), canary: set("2"), percent };
  return { type: TRAFFIC_SHIFT, name: "traffic-shift", props: { exposure } };
}

function gate(type: string, ...revisions: string[]): Shown {
  return { type, name: revisions[0], props: { judged: { subjects: revisions.map((revision) => ({ revision })) } } };
}

const smoke = (version: string) => gate(SMOKE_GATE, `automation-service-${version}`, `ai-pipeline-${version}`);
const frontend = (version: string) => gate(FRONTEND_GATE, `frontend-${version}`);
const judged = (...stack: Shown[]) => judgeStack(exposedSetsAreGated, stack);

test("a set with users needs both gates", async () => {
  expect(await judged(shift(10), smoke("1"), frontend("1"), smoke("2"), frontend("2"))).toEqual([]);
  expect(await judged(shift(10), smoke("1"), frontend("1"), smoke("2"))).toEqual([
    "No FrontendGate judges frontend-2 of the canary set.",
  ]);
  expect(await judged(shift(10), frontend("1"), smoke("2"), frontend("2"))).toEqual([
    "No SmokeGate judges automation-service-1 and ai-pipeline-1 of the stable set.",
  ]);
});

test("a gate of another set, or of half of it, does not count", async () => {
  const half = gate(SMOKE_GATE, "automation-service-2");
  expect(await judged(shift(10), smoke("1"), frontend("1"), half, frontend("2"), smoke("3"))).toEqual([
    "No SmokeGate judges automation-service-2 and ai-pipeline-2 of the canary set.",
  ]);
});

test("a set without users needs none yet", async () => {
  expect(await judged(shift(0), smoke("1"), frontend("1"))).toEqual([]);
  expect(await judged(shift(100), smoke("2"), frontend("2"))).toEqual([]);
});

test("a stack that shifts no traffic is none of its business", async () => {
  expect(await judged(smoke("1"))).toBeUndefined();
});
