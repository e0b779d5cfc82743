import { expect, test } from "vitest";
import { FRONTEND_GATE, SMOKE_GATE } from "../resource-types.ts";
import { demandsOf } from "../stack-demands.ts";
import { judgeResource } from "../testing/judge.ts";
import { DEFAULTS, shift } from "../testing/shift.ts";
import { gatesAreNotWeakened } from "./gates-are-not-weakened.ts";

const policy = gatesAreNotWeakened(demandsOf("production"));
const watch = (slo: object) => judgeResource(policy, shift({ slo: { ...DEFAULTS.slo, ...slo } }));
const smoke = (settings: object) =>
  judgeResource(policy, { type: SMOKE_GATE, props: { settings: { ...DEFAULTS.smoke, ...settings } } });

test("the defaults of Pulumi.yaml are strong enough, and more is", async () => {
  expect(await watch({})).toEqual([]);
  expect(await watch({ minRequests: 500, maxViolations: 0, pollSeconds: 5 })).toEqual([]);
  expect(await smoke({})).toEqual([]);
});

test.each([
  ["minRequests", 49, "at least 50"],
  ["minRequestsPerSecond", 0, "at least 0.1"],
  ["maxViolations", 4, "at most 3"],
  ["pollSeconds", 300, "at most 15"],
  ["minRequests", undefined, "at least 50"],
  ["alpha", 0.0001, "at least 0.01"],
  ["beta", 0.5, "at most 0.05"],
  ["consecutiveFailureLimit", 100, "at most 3"],
  ["initialDelaySeconds", 600, "at most 60"],
  ["dryRun", true, "false"],
  ["onFailure", "hold", "abort"],
])("gates.slo.%s %s is weaker", async (key, value, limit) => {
  expect(await watch({ [key]: value })).toEqual([`gates.slo.${key} is ${value}; it must be ${limit}.`]);
});

test("one ping is not five", async () => {
  expect(await smoke({ pings: 1 })).toEqual(["gates.smoke.pings is 1; it must be at least 5."]);
});

test.each([
  ["required", []],
  ["auto", ["gates.frontend.browser is auto; it must be required."]],
  ["off", ["gates.frontend.browser is off; it must be required."]],
])("a page that is looked at in a browser by %s", async (browser, complaints) => {
  const gate = { type: FRONTEND_GATE, props: { settings: { timeoutSeconds: 15, browser } } };
  expect(await judgeResource(policy, gate)).toEqual(complaints);
});

test("other stacks may see less", async () => {
  const lenient = gatesAreNotWeakened(demandsOf("staging"));
  expect(await judgeResource(lenient, shift({ slo: { ...DEFAULTS.slo, minRequests: 1 } }))).toBeUndefined();
});
