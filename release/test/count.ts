import { z } from "zod";

/** What is read of vitest's JSON report. */
export const Report = z.object({
  numPassedTests: z.int().nonnegative(),
  numFailedTests: z.int().nonnegative(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/**
 * Tests that passed and that failed. A file that failed without a failed test (it could not be loaded, or a hook threw)
 * counts as one that failed: its tests are not among the counted.
 */
export function countTests(report: z.infer<typeof Report>): { passed: number; failed: number } {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length };
}
