import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { readStackConfig } from "./stack-config.ts";

it("is that of the stack's file over the defaults", () => {
  expect(readStackConfig("local").gates.slo).toMatchObject({ windowSeconds: 10, pollSeconds: 1, maxErrorRate: 0.01 });
  expect(readStackConfig("no such stack").gates.slo).toMatchObject({ windowSeconds: 1800, pollSeconds: 15 });
});

it("reads numbers that Pulumi has written as text, and says what is none", () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "stack-config-"));
  try {
    const pulumiYaml = new URL("../Pulumi.yaml", import.meta.url);
    fs.copyFileSync(pulumiYaml, path.join(root, "Pulumi.yaml"));
    const write = (percent: string) =>
      fs.writeFileSync(
        path.join(root, "Pulumi.x.yaml"),
        `config:\n  canary-release:canaryPercent: "${percent}"\n  canary-release:canary: {automationService: 3.0.1, aiPipeline: 1.1.0, frontend: 1.1.0, bypassLlm: true}\n`,
      );
    write("10");
    expect(readStackConfig("x", root).canaryPercent).toBe(10);
    write("ten");
    expect(() => readStackConfig("x", root)).toThrow('CFG001: canaryPercent is "ten"; it must be of type integer');
  } finally {
    fs.rmSync(root, { recursive: true });
  }
});

it("keeps production's bakes at 30, 30 and 60 minutes, and its gates as they are by default, with a browser", () => {
  const { phases, gates } = readStackConfig("production");
  expect(phases).toEqual([
    { percent: 10, bakeSeconds: 1800 },
    { percent: 50, bakeSeconds: 1800 },
    { percent: 100, bakeSeconds: 3600 },
  ]);
  const usual = readStackConfig("no such stack").gates;
  expect(gates).toEqual({ ...usual, frontend: { ...usual.frontend, browser: "required" } });
});

it("runs staging and production on a cluster, with a Kong of their own, where they differ only in size and pace", () => {
  const { kubernetes: one, phases: _phases, ...staging } = readStackConfig("staging");
  const { kubernetes: other, phases: _otherPhases, ...production } = readStackConfig("production");
  expect(staging).toEqual(production);
  expect(staging).toMatchObject({ platform: "kubernetes", gateway: { mode: "managed" }, llm: { standIn: false } });
  expect(one.resources).toEqual(other.resources);
  expect([one.context, other.context]).toEqual(["staging", "production"]);
});
