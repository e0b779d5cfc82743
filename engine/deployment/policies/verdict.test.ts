import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ENFORCEMENT_LEVELS, type EnforcementLevel } from "./rule.ts";
import { type Diagnostic, judgeResource, judgeStack, summarize } from "./verdict.ts";

function diagnostic(level: EnforcementLevel, policy = "p"): Diagnostic {
  return { policy, pack: "pack", packVersion: "1", message: "m", level, severity: undefined, urn: undefined };
}

describe("diagnostics about a resource", () => {
  test("that are advisory let it pass, and are shown", () => {
    const verdict = judgeResource([diagnostic("advisory")], false);
    expect(verdict).toEqual({ outcome: "allowed", violations: [diagnostic("advisory")] });
  });

  test("that are mandatory refuse it in an update; a preview goes on to show the rest", () => {
    expect(judgeResource([diagnostic("advisory"), diagnostic("mandatory")], false).outcome).toBe("refused");
    expect(judgeResource([diagnostic("mandatory")], true).outcome).toBe("violated");
  });

  test("of a remediating policy, which could not mend it, are mandatory", () => {
    const verdict = judgeResource([diagnostic("remediate")], false);
    expect(verdict).toMatchObject({ outcome: "refused", violations: [{ level: "mandatory" }] });
  });

  test("of a disabled policy are nothing", () => {
    expect(judgeResource([diagnostic("disabled")], false)).toEqual({ outcome: "allowed", violations: [] });
  });

  test("allow it only where nothing mandatory is among them, in whatever order they come", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ENFORCEMENT_LEVELS)), fc.boolean(), (levels, preview) => {
        const { outcome, violations } = judgeResource(
          levels.map((level) => diagnostic(level)),
          preview,
        );
        const grave = levels.some((level) => level === "mandatory" || level === "remediate");
        expect(outcome).toBe(grave ? (preview ? "violated" : "refused") : "allowed");
        expect(violations).toHaveLength(levels.filter((level) => level !== "disabled").length);
      }),
    );
  });
});

test("diagnostics about a stack come when all is done: nothing can be refused any more", () => {
  expect(judgeStack([diagnostic("mandatory")]).outcome).toBe("violated");
  expect(judgeStack([diagnostic("remediate")]).outcome).toBe("violated");
  expect(judgeStack([diagnostic("advisory")]).outcome).toBe("allowed");
});

test("a summary names the enabled policies of the kind, but those that do not apply", () => {
  const policy = (name: string, level: EnforcementLevel, judges: "resource" | "stack" | undefined) => ({
    name,
    level,
    judges,
    severity: undefined,
    configSchema: undefined,
  });
  const policies = [
    policy("quiet", "advisory", "resource"),
    policy("loud", "mandatory", "resource"),
    policy("off", "disabled", "resource"),
    policy("elsewhere", "mandatory", "resource"),
    policy("old", "mandatory", undefined),
    policy("whole", "mandatory", "stack"),
  ];
  expect(summarize({ policies }, "resource", ["loud", "loud"], ["elsewhere"])).toEqual({
    passed: ["old", "quiet"],
    failed: ["loud"],
  });
  expect(summarize({ policies }, "stack", [], [])).toEqual({ passed: ["old", "whole"], failed: [] });
});
