import { describe, expect, it } from "vitest";
import { METRICS } from "./metrics.ts";
import { isBucketEdge, SLOS, type Slo } from "./slo.ts";

describe("SLOS", () => {
  const all: Slo[] = Object.values(SLOS);

  it("have names of their own and objectives between 0 and 1", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { objective } of all) expect(objective > 0 && objective < 1).toBe(true);
  });

  it("count latency of /ai/execute at edges of its histogram, so that no verdict interpolates", () => {
    const thresholds = all.flatMap(({ indicator }) =>
      indicator.kind === "latency" && indicator.histogram === METRICS.aiRequestDuration
        ? [indicator.thresholdSeconds]
        : [],
    );
    expect(thresholds).toEqual([1, 2]);
    expect(thresholds.every(isBucketEdge)).toBe(true);
  });
});
