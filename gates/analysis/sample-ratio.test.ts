import fc from "fast-check";
import { expect, test } from "vitest";
import { logBeta } from "./log-gamma.ts";
import { logSampleRatioEvidence } from "./sample-ratio.ts";

test("the closed form for a share of a half: 1 / ((n + 1) C(n, k) 2^-n)", () => {
  // C(10, 9) = 10 of 2^10: 1024 / (11 · 10).
  expect(logSampleRatioEvidence(9, 1, 0.5, 0)).toBeCloseTo(Math.log(1024 / 110), 10);
  expect(logSampleRatioEvidence(0, 0, 0.5, 0)).toBeCloseTo(0, 10);
});

test("a share within the tolerance is never evidence; one outside becomes it with requests", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 1_000_000_000 }), (percent, requests) => {
      const canary = Math.round((requests * percent) / 100);
      expect(logSampleRatioEvidence(canary, requests - canary, percent / 100, 0.1)).toBeLessThan(0.5);
    }),
    { seed: 1 },
  );
  expect(logSampleRatioEvidence(1300, 8700, 0.1, 0.1)).toBeGreaterThan(Math.log(1000));
  expect(logSampleRatioEvidence(13, 87, 0.1, 0.1)).toBeLessThan(1);
  expect(logSampleRatioEvidence(0, 1000, 0.1, 0.1)).toBeGreaterThan(Math.log(1000));
});

test("its mean over all splits of 200 requests is 1 at the share itself", () => {
  let sum = 0;
  for (let canary = 0; canary <= 200; canary++) {
    const choose = -Math.log(201) - logBeta(canary + 1, 201 - canary);
    const chance = choose + canary * Math.log(0.1) + (200 - canary) * Math.log(0.9);
    sum += Math.exp(chance + logSampleRatioEvidence(canary, 200 - canary, 0.1, 0));
  }
  expect(sum).toBeCloseTo(1, 9);
});
