import { describe, expect, it } from "vitest";
import { countTests, Report } from "./count.ts";

function file(status: string, ...tests: string[]) {
  return { status, assertionResults: tests.map((each) => ({ status: each })) };
}

describe("countTests", () => {
  it("takes vitest's counts", () => {
    const report = {
      numPassedTests: 2,
      numFailedTests: 1,
      testResults: [file("failed", "passed", "failed", "passed")],
    };
    expect(countTests(report)).toEqual({ passed: 2, failed: 1 });
  });

  it("counts a file that could not be loaded, and one whose hook threw, as failed", () => {
    const report = { numPassedTests: 0, numFailedTests: 0, testResults: [file("failed"), file("failed", "skipped")] };
    expect(countTests(report)).toEqual({ passed: 0, failed: 2 });
  });

  it("refuses a report that is none", () => {
    expect(() => Report.parse({ numPassedTests: 1 })).toThrow();
  });
});
