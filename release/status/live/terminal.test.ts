import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { record } from "../../../gates/events.ts";
import { ROOT } from "../../root.ts";

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";

let folder: string;
let environment: NodeJS.ProcessEnv;

/** A stack that was never deployed: what is shown of it needs no process of its own. */
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "canary-live-"));
  const project = path.join(folder, "project");
  for (const each of [project, path.join(folder, "state")]) fs.mkdirSync(each);
  fs.writeFileSync(path.join(project, "Pulumi.yaml"), "name: canary-release\nruntime: nodejs\n");
  environment = {
    ...process.env,
    SHELL: "/bin/sh",
    TERM: "xterm-256color",
    CI: "",
    PULUMI_DISABLE_CI_DETECTION: "true",
    CANARY_ENGINE: "embedded",
    PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "only for tests",
    CANARY_HOME: path.join(folder, "home"),
  };
  const made = spawnSync(path.join(ROOT, "bin/pulumi"), ["-C", project, "stack", "init", "staging"], {
    env: environment,
    encoding: "utf8",
  });
  expect(made.status, made.stderr).toBe(0);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const ending: (() => void)[] = [];
afterEach(() => {
  for (const end of ending.splice(0)) end();
});

/** The command in a terminal of its own, or with a pipe instead of one. */
function start(terminal: { readonly columns: number; readonly rows: number } | undefined) {
  const command = `exec '${path.join(ROOT, "bin/canary")}' status staging --watch`;
  const inTerminal = terminal && `stty cols ${terminal.columns} rows ${terminal.rows}; ${command}`;
  const child = inTerminal
    ? spawn("script", ["-qec", inTerminal, "/dev/null"], { env: environment, stdio: ["pipe", "pipe", "inherit"] })
    : spawn("sh", ["-c", command], { env: environment, stdio: ["pipe", "pipe", "inherit"] });
  ending.push(() => child.kill("SIGKILL"));
  let received = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    received += piece;
  });
  const ended = once(child, "close");
  const text = () => stripVTControlCharacters(received).replaceAll("\r\n", "\n");
  return {
    child,
    ended,
    received: () => received,
    text,
    async see(pattern: RegExp) {
      while (!pattern.test(text())) {
        expect(child.exitCode, `ended without ${pattern}:\n${text()}`).toBeNull();
        await sleep(20);
      }
    },
  };
}

it.each([
  ["q", "q"],
  ["Ctrl-C", "\u0003"],
])("draws in place, and ends by %s with the last view and the cursor back", async (_name, key) => {
  const view = start({ columns: 80, rows: 24 });
  await view.see(/staging: not deployed/);
  expect(view.received()).toContain(HIDE_CURSOR);
  view.child.stdin.write(key);
  const [code] = await view.ended;
  expect(code).toBe(0);
  expect(view.received().lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(view.received().lastIndexOf(HIDE_CURSOR));
  expect(view.text()).toMatch(/staging: not deployed\n {2}.*\n$/);
});

it("fits a terminal of a few columns and lines", async () => {
  const view = start({ columns: 12, rows: 3 });
  await view.see(/staging: no…/);
  view.child.stdin.write("q");
  await view.ended;
  for (const line of view.text().split("\n")) expect(line.replace(/^\^C/, "").length).toBeLessThanOrEqual(12);
});

it("without a terminal says a line for each event, and ends by a signal", async () => {
  const view = start(undefined);
  await view.see(/staging: not deployed/);
  record(path.join(folder, "home", "staging"), { event: "gate started", gate: "smoke", subject: "api-2" });
  await view.see(/Z smoke gate looks\n/);
  expect(view.received()).not.toContain(HIDE_CURSOR);
  view.child.kill("SIGTERM");
  const [code] = await view.ended;
  expect(code).toBe(0);
});
