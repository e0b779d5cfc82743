import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const GATE = "urn:pulumi:dev::trial::trial:index:Phase$pulumi-nodejs:dynamic:Resource::gate";

/** A gate in a component; it says what it measures until the file `pass` appears. */
const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
const provider: pulumi.dynamic.ResourceProvider = {
  async create(inputs) {
    const { existsSync } = await import("node:fs");
    const { EngineClient } = (await import("@pulumi/pulumi/proto/engine_grpc_pb.js")).default;
    const { LogRequest, LogSeverity } = (await import("@pulumi/pulumi/proto/engine_pb.js")).default;
    const grpc = await import("@grpc/grpc-js");
    const address = process.argv.find((argument) => argument.startsWith("127.0.0.1:"));
    const engine = new EngineClient(address, grpc.credentials.createInsecure());
    for (let measured = 1; !existsSync("pass"); measured++) {
      const request = new LogRequest();
      request.setUrn("${GATE}");
      request.setSeverity(LogSeverity.INFO);
      request.setMessage("measured " + measured + " times");
      await new Promise((resolve) => engine.log(request, resolve));
      console.log("a plugin's own line " + measured);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    engine.close();
    return { id: "gate", outs: inputs };
  },
};
class Gate extends pulumi.dynamic.Resource {
  constructor(name: string, options: pulumi.CustomResourceOptions) {
    super(provider, name, {}, options);
  }
}
const phase = new pulumi.ComponentResource("trial:index:Phase", "phase");
new Gate("gate", { parent: phase });
console.log("program says hello");
export const weight = 50;
`;

const LOCKS = ".canary/state/.pulumi/locks/organization/trial/dev";
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";

/** A command in a terminal of its own, and what has reached the terminal so far. */
class TerminalSession {
  readonly ended: Promise<unknown[]>;
  readonly #process;
  #received = "";

  constructor(folder: string, command: string) {
    const pulumi = `'${join(ROOT, "bin", "pulumi")}' --engine embedded ${command}`;
    this.#process = spawn("script", ["-qec", `stty cols 100 rows 30; exec ${pulumi}`, "/dev/null"], {
      cwd: folder,
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        ...process.env,
        SHELL: "/bin/sh",
        TERM: "xterm-256color",
        PATH: `${join(ROOT, "node_modules", ".bin")}:/usr/bin:/bin`,
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: "",
        PULUMI_CONFIG_PASSPHRASE: "pw",
        PULUMI_DISABLE_CI_DETECTION: "true",
      },
    });
    this.#process.stdout.setEncoding("utf8").on("data", (piece: string) => {
      this.#received += piece;
    });
    this.ended = once(this.#process, "close");
  }

  get received(): string {
    return this.#received;
  }

  get exitCode(): number | null {
    return this.#process.exitCode;
  }

  /** Without what moves the cursor or colours. */
  get text(): string {
    return stripVTControlCharacters(this.#received).replaceAll("\r\n", "\n");
  }

  /** What is left on the screen of the last tree, and below it. */
  get lastTree(): string {
    return this.text.slice(this.text.lastIndexOf("     Type "));
  }

  type(keys: string): void {
    this.#process.stdin.write(keys);
  }

  /** Waits until something has reached the terminal. */
  async see(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.text)) {
      expect(this.exitCode, `ended without ${pattern}:\n${this.text}`).toBeNull();
      await sleep(20);
    }
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}

let folder: string;
let session: TerminalSession | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "engine-live-"));
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{"type":"module","main":"index.ts"}');
  await writeFile(join(folder, "Pulumi.yaml"), "name: trial\nruntime: {name: nodejs, options: {typescript: false}}\n");
  await writeFile(join(folder, "index.ts"), PROGRAM);
  session = new TerminalSession(folder, "stack init dev");
  await session.ended;
  expect(session.exitCode).toBe(0);
});

afterEach(async () => {
  if (session !== undefined && session.exitCode === null) {
    session.kill();
    await session.ended;
  }
  await rm(folder, { recursive: true, force: true });
});

it("draws an update in a terminal as a tree, and leaves its last state above what is said at the end", async () => {
  const update = new TerminalSession(folder, "up --yes --skip-preview");
  session = update;
  await update.see(/└─ pulumi-nodejs:dynamic:Resource {2}gate .*creating \(\d+s\).* measured [3-9] times/);
  expect(update.received).toContain(HIDE_CURSOR);
  expect(update.received).not.toContain(SHOW_CURSOR);
  update.type("typed meanwhile\n");
  await writeFile(join(folder, "pass"), "");
  await update.ended;
  expect(update.exitCode).toBe(0);
  expect(update.text).not.toContain("typed");
  expect(update.received.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(update.received.lastIndexOf(HIDE_CURSOR));
  expect(update.lastTree.replaceAll(/ \(\d.*?s\)/g, "").replaceAll(/\d+ messages/g, "N messages")).toMatch(
    new RegExp(
      [
        "^     Type +Name +Status +Info",
        " \\+   pulumi:pulumi:Stack +trial-dev +created +N messages",
        " \\+   └─ trial:index:Phase +phase +created",
        " \\+      └─ pulumi-nodejs:dynamic:Resource  gate +created +N messages",
        "",
        "Diagnostics:",
        "  pulumi:pulumi:Stack \\(trial-dev\\):",
        "    program says hello",
        "",
        "    a plugin's own line 1[\\s\\S]*",
        "  pulumi-nodejs:dynamic:Resource \\(gate\\):",
        "    measured 1 times[\\s\\S]*",
        "Outputs:",
        "    weight: 50",
        "",
        "Resources:",
        "    \\+ 3 created",
        "",
        "Duration: \\d+s\n\n$",
      ].join("\n"),
    ),
  );
});

it("says in the tree what Ctrl-C does, waits for what is under way, and gives the cursor back", async () => {
  const update = new TerminalSession(folder, "up --yes --skip-preview");
  session = update;
  await update.see(/measured \d times/);
  update.type("\u0003");
  await update.see(/System Messages\n {2}\^C received; cancelling/);
  await writeFile(join(folder, "pass"), "");
  await update.ended;
  expect(update.exitCode).toBe(1);
  expect(update.received.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(update.received.lastIndexOf(HIDE_CURSOR));
  expect(update.lastTree).toMatch(
    /gate +created \(\d.*?s\) [\s\S]*\n\nSystem Messages\n {2}\^C received[\s\S]*\nResources:\n/,
  );
  expect(update.text).toMatch(/error: update canceled\n$/);
  expect(await readdir(join(folder, LOCKS))).toEqual([]);
});

it("comes to a proper end when its terminal is closed", async () => {
  const update = new TerminalSession(folder, "up --yes --skip-preview --event-log events.jsonl");
  session = update;
  await update.see(/measured \d times/);
  update.kill();
  await update.ended;
  await writeFile(join(folder, "pass"), "");
  while ((await readdir(join(folder, LOCKS))).length > 0) {
    await sleep(100);
  }
  expect(await readdir(join(folder, ".canary/state/.pulumi/history/trial/dev"))).not.toEqual([]);
  const state = await readFile(join(folder, ".canary/state/.pulumi/stacks/trial/dev.json"), "utf8");
  expect(state).toContain('"id":"gate"');
  expect(state).not.toContain("pending_operations");
  expect(await readFile(join(folder, "events.jsonl"), "utf8")).toMatch(
    /"result":"canceled".*\n.*"cancelEvent":\{\}\}\n$/,
  );
});
