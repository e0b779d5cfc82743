import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { itInBrowser } from "../gates/frontend/browser/testing/browser.ts";
import { expectRefusal, expectSplit, expectSuccess } from "./harness/expect.ts";
import { ProgramStack } from "./harness/stack.ts";
import { NEW, OLD } from "./harness/versions.ts";

const POLICIES = ["--policy-pack", "policies"];

/** What a stack of this name must keep to is in policies/stack-demands.ts. */
describe("the policy pack on production", () => {
  let stack: ProgramStack;

  /** Without the short times that other tests need: the defaults of Pulumi.yaml, and a browser. */
  const allowed = {
    phases: undefined,
    gates: { frontend: { browser: "required" } },
    lab: undefined,
    canary: undefined,
    // The flag comes by promotion alone.
    stable: { ...OLD, bypassLlm: false },
  };

  beforeAll(async () => {
    stack = await ProgramStack.create("production", allowed);
  });
  afterAll(() => stack?.remove());

  it("fails a preview of what users must not be given, and says what to do", async () => {
    stack.configure({
      phases: [{ percent: 10, bakeSeconds: 60 }],
      gates: { bake: { maySkip: true }, slo: { maxErrorRate: 0.05, windowSeconds: 60, initialDelaySeconds: 0 } },
      canary: NEW,
      lab: { faults: { "ai-pipeline@1.1.0": { kind: "errors", rate: 0.5 } } },
    });
    expectRefusal(
      await stack.start("preview", ...POLICIES).ended,
      /❌ canary-release@v[\d.]+ \(local: policies\)/,
      /\[mandatory\] {2}shift-keeps-objectives {2}\(pulumi-nodejs:dynamic\/release:TrafficShift: traffic-shift\)/,
      "gates.slo.maxErrorRate is 0.05; the objective allows at most 0.01.",
      /\[mandatory\] {2}production-takes-its-time/,
      "phases has bakeSeconds 60 at 10 %; it must be at least 1800.",
      "phases has no phase of 100 %.",
      "gates.bake.maySkip is true; it must be false.",
      "gates.frontend.browser is auto; it must be required.",
      "gates.slo.windowSeconds is 60; it must be at least 300.",
      /\[mandatory\] {2}no-lab-faults {2}\(pulumi-nodejs:dynamic\/local:Process: ai-pipeline-1\.1\.0-[0-9a-f]{6}\)/,
      /\[advisory\] {2}no-stand-in-llm/,
    );
    // The same without the pack: it is the policies that refuse.
    expectSuccess(await stack.preview());
  });

  it("refuses an update before anything that it forbids is touched", async () => {
    expectRefusal(await stack.up(...POLICIES), /\[mandatory\] {2}no-lab-faults/);
    expect(stack.processes().filter(({ environment }) => environment.LAB_FAULT !== undefined)).toEqual([]);
  });

  // A good config demands that a browser sees the page.
  itInBrowser("passes a good config, also when a refresh has read the weights that the shift gave", async () => {
    stack.configure(allowed);
    const preview = await stack.start("preview", ...POLICIES).ended;
    expectSuccess(preview);
    expect(preview.output).toMatch(/⚠️ canary-release@v[\d.]+ \(local: policies\)\n +- \[advisory\] {2}no-stand-in-llm/);
    expect(preview.output).not.toContain("[mandatory]");
    expectSuccess(await stack.up(...POLICIES));
    expectSuccess(await stack.refresh());
    expectSuccess(await stack.up(...POLICIES));
    await expectSplit(stack, [OLD, 100]);
  });

  itInBrowser("knows by the state which steps a release has taken, and refuses to leave one out", async () => {
    stack.configure({ ...allowed, canary: NEW, canaryPercent: 50 });
    expectRefusal(
      await stack.start("preview", ...POLICIES).ended,
      /\[mandatory\] {2}phases-in-order/,
      /automation-service-3\.0\.1-[0-9a-f]{6} would go 0 % → 50 %; allowed: 0 → 10 → 50 → 100 %, one after the other\./,
    );
    stack.configure({ ...allowed, canaryPercent: 0, stable: NEW });
    expectRefusal(
      await stack.start("preview", ...POLICIES).ended,
      /\[mandatory\] {2}flag-by-promotion/,
      /stable\.bypassLlm is true, and ai-pipeline-1\.1\.0-[0-9a-f]{6} has had 0 % of the traffic/,
      /\[advisory\] {2}flag-is-retired/,
    );
  });
});
