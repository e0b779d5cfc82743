import { expect, it } from "vitest";
import { readStackConfig } from "./stack-config.ts";

it("is that of the stack's file over the defaults", () => {
  expect(readStackConfig("local").gates.slo).toMatchObject({ windowSeconds: 10, pollSeconds: 1, maxErrorRate: 0.01 });
  expect(readStackConfig("no such stack").gates.slo).toMatchObject({ windowSeconds: 300, pollSeconds: 15 });
});

it("keeps production's bakes at 30, 30 and 60 minutes, and its gates as they are by default", () => {
  const { phases, gates } = readStackConfig("production");
  expect(phases).toEqual([
    { percent: 10, bakeSeconds: 1800 },
    { percent: 50, bakeSeconds: 1800 },
    { percent: 100, bakeSeconds: 3600 },
  ]);
  expect(gates).toEqual(readStackConfig("no such stack").gates);
});

it("gives every stack ports of its own, so that they run beside each other", () => {
  const ports = ["local", "staging", "production"].flatMap((stack) => Object.values(readStackConfig(stack).ports));
  expect(new Set(ports).size).toBe(ports.length);
});
