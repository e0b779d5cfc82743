import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { PulumiCommands } from "./command.ts";
import { type DemoFolder, demoFolder } from "./folder.ts";

const never = new AbortController().signal;
let root: string;
let folder: DemoFolder;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "demo-"));
  folder = demoFolder(root);
  fs.mkdirSync(path.join(root, folder.logs), { recursive: true });
});

afterEach(() => fs.rmSync(root, { recursive: true }));

/** @param script what bin/pulumi does, in sh. */
function commandsOf(script: string): PulumiCommands {
  fs.mkdirSync(path.join(root, "bin"));
  fs.writeFileSync(path.join(root, "bin", "pulumi"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return new PulumiCommands(root, folder);
}

it("runs bin/pulumi on the demo's stack, config and state, and keeps all that it writes", async () => {
  const commands = commandsOf('echo "$@"; echo "$PULUMI_BACKEND_URL $CANARY_HOME" >&2; exit 3');
  const result = await commands.onStack("1-up", ["up", "--yes"], never);
  expect(result).toMatchObject({ exitCode: 3, log: ".canary/demo/commands/1-up.log" });
  expect(result.line).toBe("bin/pulumi up --yes -s demo --config-file .canary/demo/Pulumi.demo.yaml");
  expect(result.output).toContain("up --yes -s demo --config-file .canary/demo/Pulumi.demo.yaml\n");
  expect(result.output).toContain(`file://${root}/.canary/demo/state .canary/demo\n`);
});

it("passes an interruption on as SIGINT, and waits for the command's own end", async () => {
  const started = path.join(root, "started");
  const commands = commandsOf(`trap 'echo back; exit 7' INT; touch ${started}; while :; do sleep 0.05; done`);
  const controller = new AbortController();
  const running = commands.onStack("1-up", ["up"], controller.signal);
  while (!fs.existsSync(started)) await sleep(10);
  controller.abort();
  expect(await running).toMatchObject({ exitCode: 7, output: "back\n" });
});

it("starts nothing any more after an interruption", async () => {
  const commands = commandsOf("touch started");
  await expect(commands.onStack("1-up", ["up"], AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  expect(fs.existsSync(path.join(root, "started"))).toBe(false);
});
