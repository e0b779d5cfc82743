import { describe, expect, it } from "vitest";
import { HISTOGRAM_BUCKETS } from "./metrics.ts";
import { errorBudget, SLOS, type Slo } from "./slo.ts";

describe("SLOS", () => {
  const all: Slo[] = Object.values(SLOS);

  it("have names of their own and objectives between 0 and 1", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { objective } of all) expect(objective > 0 && objective < 1).toBe(true);
  });

  it("count latency at edges of histograms, so that no verdict interpolates", () => {
    const latencies = all.flatMap(({ indicator }) => (indicator.kind === "latency" ? [indicator] : []));
    expect(latencies.map(({ thresholdSeconds }) => thresholdSeconds)).toEqual([1, 2, 0.5]);
    for (const { histogram, thresholdSeconds } of latencies) {
      expect(HISTOGRAM_BUCKETS[histogram]).toContain(thresholdSeconds);
    }
  });

  it("leave a budget without the noise of floating point", () => {
    expect(all.map(errorBudget)).toEqual([0.01, 0.05, 0.01, 0.05, 0.001]);
  });
});
