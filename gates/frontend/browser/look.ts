import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserServer } from "playwright-core";
import { type Errand, visitSandbox } from "./exec-sandbox.ts";
import type { Look } from "./visit.ts";
import { firstLine, NoAnswer, within } from "./within.ts";

/** How long a browser is waited for, in milliseconds. */
export interface Patience {
  /** Until it has started. */
  readonly startMs: number;
  /** For an answer of the browser itself, whatever the page does. */
  readonly answerMs: number;
}

/** Usual are a second and some milliseconds; a busy machine needs many times that, and is no reason to fail a release. */
const PATIENCE: Patience = { startMs: 30_000, answerMs: 20_000 };
/** How long it may take to end when it is asked to; then it is killed. */
const END_MS = 5_000;
const GOING_MS = 500;

/** What it needs of the environment. Not all: the engine's has secrets, and the page runs in there. */
const ENVIRONMENT = ["PATH", "HOME", "TMPDIR", "LANG"] as const;

/** Besides Playwright's own: nothing but the page's requests leaves the machine, and they go where the gate's go. */
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--no-proxy-server",
];

/**
 * Starts a browser, visits the Exec Sandbox as a user does, and ends the browser, whatever became of it.
 *
 * @param executable a Chromium
 */
export async function look(executable: string, errand: Errand, patience = PATIENCE): Promise<Look> {
  const { startMs, answerMs } = patience;
  let server: BrowserServer;
  // Only who looks waits for it: this module is loaded in every update, also in a rollback.
  const { chromium } = await import("playwright-core");
  try {
    server = await chromium.launchServer({
      executablePath: executable,
      headless: true,
      // Chromium refuses to run as root with its sandbox.
      chromiumSandbox: process.getuid?.() !== 0,
      args: FLAGS,
      env: environment(),
      timeout: startMs,
      // The update decides what a signal means, not Playwright, which would end the whole plugin.
      handleSIGHUP: false,
      handleSIGINT: false,
      handleSIGTERM: false,
    });
  } catch (error) {
    return { kind: "broken", reason: `${executable} does not start: ${describeLaunchError(error)}` };
  }
  try {
    const browser = await within(startMs, "connection", chromium.connect(server.wsEndpoint()));
    const gone = new Promise<"gone">((resolve) => browser.once("disconnected", () => resolve("gone")));
    try {
      return { kind: "visit", visit: await visitSandbox(browser, errand, answerMs) };
    } catch (error) {
      // Calls fail a moment before it is known that this is why.
      const isGone = (await Promise.race([gone, sleep(GOING_MS)])) === "gone";
      return { kind: "broken", reason: describeBreakdown(executable, error, isGone) };
    }
  } catch (error) {
    return { kind: "broken", reason: `${executable} has started and cannot be used: ${firstLine(error)}` };
  } finally {
    await within(END_MS, "end", server.close()).catch(() => server.kill());
  }
}

function environment(): Record<string, string> {
  return Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function describeBreakdown(executable: string, error: unknown, isGone: boolean): string {
  if (isGone) return `${executable} went away in the middle of the visit`;
  if (error instanceof NoAnswer) return `${executable} hangs: ${error.message}`;
  return `${executable} failed in the middle of the visit: ${firstLine(error)}`;
}

/** Playwright tells it with all that the browser has written; its last complaint is what matters. */
function describeLaunchError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const said = [...text.matchAll(/\[err\] (.*)/g)].map(([, line = ""]) => line.trim()).filter((line) => line !== "");
  const last = said.at(-1);
  return last === undefined ? firstLine(error) : `${firstLine(error)} (${last.slice(0, 300)})`;
}
