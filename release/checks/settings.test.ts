import { expect, it } from "vitest";
import { gateSettings } from "./settings.ts";

it("are those of the environment's stack file over the defaults", () => {
  expect(gateSettings("local").slo).toMatchObject({ windowSeconds: 10, pollSeconds: 1, maxErrorRate: 0.01 });
  expect(gateSettings("production").slo).toMatchObject({ windowSeconds: 300, pollSeconds: 15, maxViolations: 3 });
});
