import { describe, expect, it } from "vitest";
import {
  type DeployOptions,
  requestedConsent,
  requestedContinuation,
  requestedReplacements,
  requestedScope,
} from "./deploy-options.ts";

const PLAIN: DeployOptions = { parallel: 1, execKind: "cli" };

describe("the scope", () => {
  it("is everything, targets, or all but excludes", () => {
    expect(requestedScope(PLAIN)).toEqual({ kind: "everything" });
    expect(requestedScope({ ...PLAIN, target: ["a"], targetReplace: ["b"] })).toEqual({
      kind: "targets",
      patterns: ["a", "b"],
      dependents: false,
    });
    expect(requestedScope({ ...PLAIN, exclude: ["a"], excludeDependents: true })).toEqual({
      kind: "excludes",
      patterns: ["a"],
      dependents: true,
    });
    expect(() => requestedScope({ ...PLAIN, targetReplace: ["a"], exclude: ["b"] })).toThrow("cannot be used together");
  });

  it("does not say what is replaced, but for --target-replace", () => {
    expect(requestedReplacements({ ...PLAIN, replace: ["a"], targetReplace: ["b"], target: ["c"] })).toEqual([
      "a",
      "b",
    ]);
  });
});

it("a failure of a destroy stops the rest, unless it is to go on; of an update, always", () => {
  const environment = { PULUMI_CONTINUE_ON_ERROR: "true" };
  expect(requestedContinuation("destroy", PLAIN, {})).toBe(false);
  expect(requestedContinuation("destroy", { ...PLAIN, continueOnError: true }, {})).toBe(true);
  expect(requestedContinuation("destroy", PLAIN, environment)).toBe(true);
  expect(requestedContinuation("refresh", PLAIN, environment)).toBe(false);
  expect(() => requestedContinuation("update", PLAIN, environment)).toThrow(
    "PULUMI_CONTINUE_ON_ERROR is not supported",
  );
});

describe("consent", () => {
  const consent = (options: Partial<DeployOptions>, interactive = false, environment = {}) =>
    requestedConsent({ ...PLAIN, ...options }, interactive, environment);

  it("is given by flags or the environment, else asked for", () => {
    expect(consent({ yes: true })).toBe("given");
    expect(consent({ skipPreview: true })).toBe("given");
    expect(consent({}, false, { PULUMI_SKIP_CONFIRMATIONS: "true" })).toBe("given");
    expect(consent({}, false, { PULUMI_SKIP_CONFIRMATIONS: "1" })).toBe("given");
    expect(consent({}, true, { PULUMI_SKIP_CONFIRMATIONS: "0" })).toBe("ask");
    expect(() => consent({})).toThrow("must be passed in to proceed when running in non-interactive mode");
  });

  it("is not needed for a preview, which excludes it", () => {
    expect(consent({ previewOnly: true })).toBe("preview-only");
    expect(() => consent({ previewOnly: true, yes: true })).toThrow("--yes and --preview-only");
    expect(() => consent({ previewOnly: true, skipPreview: true })).toThrow("--skip-preview and --preview-only");
  });
});
