import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import type { Errand } from "./exec-sandbox.ts";
import { look, type Patience } from "./look.ts";
import { BROWSER, describeInBrowser } from "./testing/browser.ts";
import { answerWith, FIT, REVISION, type StubBehaviour, type StubPage, startStubPage } from "./testing/stub-page.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "browser-"));
const opened: StubPage[] = [];

afterEach(async () => {
  for (const page of opened.splice(0)) await page.close();
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function errandAt(url: string, timeoutMs: number): Errand {
  return { proxy: url, gateway: url, track: "canary", timeoutMs, screenshot: path.join(folder, "page.png") };
}

/** A program that stands in for the browser. */
function program(name: string, script: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** A process that has ended and that nobody has asked for its exit code does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

interface Conditions {
  readonly timeoutMs?: number;
  readonly executable?: string;
  readonly patience?: Patience;
  readonly jwtSecret?: string;
}

/** For what is waited for in vain; a browser that is well, on a busy machine, still answers in it. */
const SHORT: Patience = { startMs: 30_000, answerMs: 10_000 };

async function visit(
  behaviour: StubBehaviour,
  { timeoutMs = 30_000, executable = BROWSER, patience, ...access }: Conditions = {},
) {
  const page = await startStubPage(behaviour);
  opened.push(page);
  const looked = await look(executable, { ...errandAt(page.url, timeoutMs), ...access }, patience);
  return { looked, page };
}

describe("a browser that does not start", () => {
  it("says what it says", async () => {
    const executable = program("refuses", "echo 'no usable sandbox' >&2; exit 1");
    expect(await look(executable, errandAt("http://127.0.0.1:9", 1000))).toEqual({
      kind: "broken",
      reason: expect.stringMatching(/refuses does not start: .*no usable sandbox/),
    });
  });

  it("is not waited for without end, and goes with the process that started it", () => {
    const pidFile = path.join(folder, "pid");
    const executable = program("hangs", `echo $$ >${pidFile}; exec sleep 600`);
    const script = `
      import { look } from ${JSON.stringify(path.join(import.meta.dirname, "look.ts"))};
      const looked = await look(...${JSON.stringify([executable, errandAt("http://127.0.0.1:9", 1000), { startMs: 500 }])});
      process.stdout.write(JSON.stringify(looked), () => process.exit());`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
    expect(JSON.parse(stdout)).toEqual({
      kind: "broken",
      reason: expect.stringMatching(/hangs does not start: .*Timeout 500ms/),
    });
    const pid = Number(fs.readFileSync(pidFile, "utf8"));
    expect(isRunning(pid)).toBe(false);
  });
});

describeInBrowser("a page in a browser", () => {
  it("is opened and used on its track, as a probe", async () => {
    const { looked, page } = await visit({});
    expect(looked).toEqual({
      kind: "visit",
      visit: {
        form: { kind: "ready", revision: REVISION },
        execution: { kind: "output", output: "pong", traceId: "trace-1", answeredTraceId: "trace-1" },
        consoleErrors: [],
        requests: 2,
        failedRequests: [],
        screenshot: { kind: "kept", file: path.join(folder, "page.png") },
      },
    });
    expect(
      page.asked.map(({ path, headers }) => [path, headers["x-release-track"], headers["x-release-probe"]]),
    ).toEqual([
      ["/exec-sandbox", "canary", "1"],
      ["/ai/execute", "canary", "1"],
    ]);
    expect(fs.readFileSync(path.join(folder, "page.png")).subarray(1, 4).toString()).toBe("PNG");
  });

  it("brings the gates' token where something executes, and nowhere else", async () => {
    const { looked, page } = await visit({}, { jwtSecret: "thirty-two characters are enough" });
    expect(looked).toMatchObject({ kind: "visit", visit: { execution: { kind: "output" } } });
    const tokens = page.asked.map(({ path, headers }) => [path, headers.authorization?.split(".").length]);
    expect(tokens).toEqual([
      ["/exec-sandbox", undefined],
      ["/ai/execute", 3],
    ]);
    expect(page.asked[1]?.headers["x-release-track"]).toBe("canary");
  });

  it("that throws and complains is heard", async () => {
    const { looked } = await visit({
      script: `${FIT} console.error("no luck"); console.warn("never mind"); setTimeout(() => { throw new Error("boom"); }, 0);`,
    });
    expect(looked).toMatchObject({ visit: { execution: { output: "pong" } } });
    expect(looked).toMatchObject({ visit: { consoleErrors: ["no luck", "uncaught: boom"] } });
  });

  it("shows an error of the service, and the request counts as failed", async () => {
    const error = { code: "bad_gateway", message: "ai-pipeline cannot be reached" };
    const { looked, page } = await visit({
      execute: (response) => answerWith(response, 502, { success: false, error }),
    });
    expect(looked).toMatchObject({
      visit: {
        execution: { kind: "failure", ...error },
        failedRequests: [`POST ${page.url}/ai/execute: 502`],
      },
    });
  });

  it("whose button does nothing, and one that gets no answer, show no result, each in its own way", async () => {
    const withoutFetch = FIT.replace("await fetch", "await new Promise(() => {}); fetch");
    const [doesNothing, noAnswer] = await Promise.all([
      visit({ script: withoutFetch }, { timeoutMs: 10_000 }),
      visit({ execute: () => undefined }, { timeoutMs: 10_000 }),
    ]);
    expect(doesNothing.looked).toMatchObject({ visit: { execution: { kind: "no result", request: "not sent" } } });
    expect(noAnswer.looked).toMatchObject({ visit: { execution: { kind: "no result", request: "sent" } } });
  });

  it("without the form is not used, and there is a picture of what there was", async () => {
    const { looked } = await visit({ script: 'document.querySelector("form").remove();' }, { timeoutMs: 5000 });
    expect(looked).toMatchObject({
      visit: { form: { kind: "absent" }, execution: { kind: "not tried" }, screenshot: { kind: "kept" } },
    });
  });

  it("whose script never ends shows nothing, also not on a picture", async () => {
    const { looked } = await visit({ script: "for (;;);" }, { timeoutMs: 2000, patience: SHORT });
    expect(looked).toMatchObject({ visit: { form: { kind: "absent" }, screenshot: { kind: "none" } } });
  });

  it("that is answered with an error is not waited for", async () => {
    const { looked } = await visit({ status: 503 });
    expect(looked).toMatchObject({
      visit: {
        form: { kind: "absent", reason: "/exec-sandbox was answered with 503" },
        execution: { kind: "not tried" },
      },
    });
  });

  it("that nobody serves is absent, with the reason", async () => {
    const page = await startStubPage();
    await page.close();
    expect(await look(BROWSER, errandAt(page.url, 5000))).toMatchObject({
      visit: { form: { kind: "absent", reason: expect.stringContaining("ERR_CONNECTION_REFUSED") } },
    });
  });
});

describeInBrowser("a browser that breaks in the middle", () => {
  /** The real one, whose process a test knows. */
  const known = (name: string) => {
    const pidFile = path.join(folder, `${name}.pid`);
    const executable = program(name, `echo $$ >${pidFile}; exec ${BROWSER} "$@"`);
    const pid = () => Number(fs.readFileSync(pidFile, "utf8"));
    return { executable, pid, signal: (signal: NodeJS.Signals) => process.kill(pid(), signal) };
  };

  it("is told from a page that shows nothing when it goes away", async () => {
    const { executable, signal } = known("dies");
    const { looked } = await visit({ execute: () => signal("SIGKILL") }, { executable });
    expect(looked).toEqual({
      kind: "broken",
      reason: expect.stringContaining("dies went away in the middle of the visit"),
    });
  });

  it("is told from a page that shows nothing when it hangs, and does not stay", async () => {
    const { executable, pid, signal } = known("stops");
    const { looked } = await visit(
      { execute: () => signal("SIGSTOP") },
      { executable, timeoutMs: 10_000, patience: SHORT },
    );
    expect(looked).toEqual({ kind: "broken", reason: expect.stringMatching(/stops hangs: no answer about itself/) });
    await vi.waitFor(() => expect(isRunning(pid())).toBe(false));
  });
});
