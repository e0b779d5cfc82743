import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { record } from "../../gates/events.ts";
import { ROOT } from "../root.ts";

let folder: string;
let environment: NodeJS.ProcessEnv;

/** A stack that has a history and no more: no process of it runs, and no Prometheus. */
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "canary-report-"));
  const [project, state] = [path.join(folder, "project"), path.join(folder, "state")];
  for (const each of [project, state]) fs.mkdirSync(each);
  fs.writeFileSync(path.join(project, "Pulumi.yaml"), "name: canary-release\nruntime: nodejs\n");
  environment = {
    ...process.env,
    CANARY_ENGINE: "embedded",
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "only for tests",
    CANARY_HOME: path.join(folder, "home"),
  };
  const made = run("bin/pulumi", "-C", project, "stack", "init", "staging");
  expect(made.status, made.stderr).toBe(0);
  const history = path.join(state, ".pulumi", "history", "canary-release", "staging");
  fs.mkdirSync(history, { recursive: true });
  const canary = { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.1.0", bypassLlm: true };
  const entry = {
    kind: "update",
    startTime: 1_767_268_800,
    endTime: 1_767_268_860,
    message: "ten percent",
    environment: {},
    config: {
      "canary-release:canary": canary,
      "canary-release:canaryPercent": "10",
    },
    version: 0,
    result: "succeeded",
    resourceChanges: {},
  };
  fs.writeFileSync(path.join(history, "staging-1767268860000000000.history.json"), JSON.stringify(entry));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function run(file: string, ...args: string[]) {
  return spawnSync(path.join(ROOT, file), args, { cwd: ROOT, env: environment, encoding: "utf8", timeout: 60_000 });
}

const report = (...args: string[]) => run("bin/canary", "report", "staging", ...args);

it("writes the page of the last release, and says what it could not know", () => {
  const file = path.join(folder, "pages", "release.html");
  const { status, stdout, stderr } = report("--output", file);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^staging: release 1 of 1: Under way at 10 %\n/);
  expect(stdout).toMatch(/not in it: Gates' verdicts/);
  expect(stdout).toMatch(/not in it: Error rate and latency over time: Prometheus could not be asked: CHK001/);
  expect(fs.readFileSync(file, "utf8")).toContain("ten percent");
});

it("prints its data, with the events of this machine and an update that no history has", () => {
  record(path.join(folder, "home", "staging"), { event: "gate started", gate: "slo", subject: "api-2" });
  const { status, stdout, stderr } = report("--json");
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    stack: "staging",
    outcome: { kind: "under way", percent: 10 },
    updates: [
      { number: 1, message: "ten percent" },
      { number: 2, result: "unfinished" },
    ],
  });
});

it("lists releases, and refuses one that is not there", () => {
  expect(report("--list").stdout).toMatch(/^ {3}1 {2}2026-01-01 12:00 {2}\S.* 3\.0\.1, 1\.1\.0, 1\.1\.0, bypass on\n$/);
  const { status, stderr } = report("--release", "7");
  expect(status).toBe(1);
  expect(stderr).toMatch(/REP001: --release is 7; stack staging has no such release: it has 1 to \d/);
  expect(report("--release", "0").status).toBe(2);
});
