import { describe, expect, test } from "vitest";
import { divergence, waldBound } from "./wald.ts";

describe("Wald's bound", () => {
  test("is kl(1 − β ‖ α) / KL where all requests are the canary's", () => {
    const bound = waldBound({ canary: 0.2, stable: 0.01, objective: 0.01, weight: 1 }, 0.01, 0.01);
    expect(bound).toBeCloseTo(divergence(0.99, 0.01) / divergence(0.2, 0.01), 9);
  });

  test("is 10 requests for 20 % errors, and grows as the canary comes nearer to stable", () => {
    const bound = (canary: number) => waldBound({ canary, stable: 0.003, objective: 0.01, weight: 0.1 }, 0.01, 0.01);
    expect(bound(0.2)).toBeCloseTo(9.8, 1);
    expect(bound(0.05)).toBeGreaterThan(bound(0.2));
    expect(bound(0.02)).toBeGreaterThan(bound(0.05));
  });
});
