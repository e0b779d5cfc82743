import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeCluster } from "../../../tunnel/testing/fake-cluster.ts";
import { verdictOf } from "../../verdict.ts";
import { type BrowserCheck, checkInBrowser } from "./check.ts";
import { BROWSER, describeInBrowser } from "./testing/browser.ts";
import { REVISION, startStubPage } from "./testing/stub-page.ts";

const PATH = process.env.PATH;
const home = fs.mkdtempSync(path.join(os.tmpdir(), "check-browser-"));
const CHECK: BrowserCheck = {
  subject: { revision: "frontend-1.1.0-abc" },
  route: { proxy: "http://127.0.0.1:9", track: "canary" },
  bypassLlm: true,
  demand: "auto",
  timeoutSeconds: 1,
  home,
};

beforeEach(() => {
  vi.stubEnv("PATH", home);
  vi.stubEnv("CHROMIUM", "");
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => fs.rmSync(home, { recursive: true }));

async function outcome(check: Partial<BrowserCheck>) {
  const checks = await checkInBrowser({ ...CHECK, ...check });
  return { outcome: verdictOf(checks).outcome, note: checks[0]?.note };
}

it("passes without a browser by auto alone, and says so", async () => {
  const why = expect.stringContaining("was not checked: none of chromium,");
  expect(await outcome({})).toEqual({ outcome: "pass", note: why });
  expect(await outcome({ demand: "required" })).toEqual({ outcome: "error", note: why });
});

it("needs a gateway that executes", async () => {
  const why = expect.stringContaining("without a gateway");
  expect(await outcome({ route: undefined })).toEqual({ outcome: "pass", note: why });
  expect(await outcome({ route: undefined, demand: "required" })).toEqual({ outcome: "error", note: why });
});

it("does not look for a browser that nobody wants", async () => {
  vi.stubEnv("CHROMIUM", "nonesuch");
  expect(await outcome({ demand: "off" })).toEqual({
    outcome: "pass",
    note: expect.stringContaining("gates.frontend.browser is off"),
  });
});

it("does not pass where the browser that was chosen is none, or does not start", async () => {
  vi.stubEnv("CHROMIUM", "nonesuch");
  expect(await outcome({})).toEqual({
    outcome: "error",
    note: expect.stringContaining('CHROMIUM is "nonesuch", which is no program'),
  });
  vi.stubEnv("CHROMIUM", process.execPath);
  expect(await outcome({})).toEqual({ outcome: "error", note: expect.stringContaining("does not start") });
});

describeInBrowser("a page inside a cluster", () => {
  it("is reached by a tunnel", async () => {
    const page = await startStubPage();
    const cluster = new FakeCluster({ forwards: { "services/kong-of-browser:80": Number(new URL(page.url).port) } });
    for (const [name, value] of Object.entries({
      ...cluster.environment,
      PATH: `${cluster.environment.PATH}:${PATH}`,
    })) {
      vi.stubEnv(name, value);
    }
    vi.stubEnv("CHROMIUM", BROWSER);
    try {
      const proxy = "kubernetes://staging/canary/services/kong-of-browser:80";
      const subject = { revision: REVISION };
      const checks = await checkInBrowser({ ...CHECK, subject, timeoutSeconds: 30, route: { proxy, track: "canary" } });
      expect(checks.map(({ name, outcome }) => `${name.split(" ")[0]} ${outcome}`)).toEqual([
        "page pass",
        "ping pass",
        "console pass",
        "requests pass",
      ]);
      expect(checks[0]?.query).toContain(`${proxy}/exec-sandbox in a browser on track canary`);
    } finally {
      cluster.end();
      await page.close();
    }
  });
});
