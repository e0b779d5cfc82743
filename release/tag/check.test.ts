import { describe, expect, it } from "vitest";
import { checkVersions, requireAll } from "./check.ts";
import { RELEASE } from "./test/changelogs.ts";

const packages = { "automation-service": "3.0.1", "ai-pipeline": "1.1.0", frontend: "1.1.0" };
const whole = { version: "1.1.0", subject: "walking-skeleton" } as const;
const frontend = { version: "1.1.0", subject: "frontend" } as const;

describe("versions", () => {
  it("are checked for the tag's component, or for all", () => {
    expect(checkVersions(frontend, RELEASE, { packages })).toEqual([
      { passed: true, text: "frontend: services/frontend/package.json has 1.1.0, as [Walking Skeleton v1.1.0] says" },
    ]);
    expect(checkVersions(whole, RELEASE, { packages }).map(({ passed }) => passed)).toEqual([true, true, true]);
  });

  it("that differ are told with both values", () => {
    const checks = checkVersions(frontend, RELEASE, { packages: { ...packages, frontend: "1.2.0" } });
    const text = "frontend: services/frontend/package.json has 1.2.0, but [Walking Skeleton v1.1.0] says 1.1.0";
    expect(checks).toEqual([{ passed: false, code: "TAG005", text }]);
  });

  it("of the image are checked besides those of package.json", () => {
    const checks = checkVersions(frontend, RELEASE, { packages, image: "1.0.0" });
    expect(checks.map(({ passed }) => passed)).toEqual([true, false]);
    expect(checks[1]?.text).toBe("frontend: the image has 1.0.0, but [Walking Skeleton v1.1.0] says 1.1.0");
    expect(checkVersions(frontend, RELEASE, { packages, image: "1.1.0" }).every(({ passed }) => passed)).toBe(true);
  });

  it("of a component that the release does not name are not there to compare", () => {
    const unnamed = { ...RELEASE, components: { frontend: "1.1.0", "ai-pipeline": "1.1.0" } };
    expect(checkVersions(frontend, unnamed, { packages })).toMatchObject([{ passed: true }]);
    expect(checkVersions(whole, unnamed, { packages })).toMatchObject([
      { passed: false, code: "TAG004", text: expect.stringContaining("does not name automation-service") },
      { passed: true },
      { passed: true },
    ]);
  });
});

it("all failed checks are one error, with the first one's code", () => {
  const passed = { passed: true, text: "sound" } as const;
  expect(() => requireAll([passed])).not.toThrow();
  const failed = [
    { passed: false, code: "TAG005", text: "this" },
    passed,
    { passed: false, code: "TAG004", text: "that" },
  ] as const;
  expect(() => requireAll(failed)).toThrow(/^TAG005: this; that$/);
});
