import { describe, it } from "vitest";
import { findBrowser } from "../find.ts";

const browser = findBrowser(process.env);

/** Empty where there is no browser; then no test that uses it runs, but in CI, where it fails. */
export const BROWSER = browser.kind === "found" ? browser.executable : "";

const isSkipped = BROWSER === "" && !process.env.CI;
if (isSkipped && browser.kind === "missing") {
  process.stderr.write(`SKIPPED: tests that need a browser; ${browser.reason}\n`);
}

/** Tests that need a real browser. Where there is none they are skipped, with a line that says so; CI must have one. */
export const describeInBrowser = describe.skipIf(isSkipped);
export const itInBrowser = it.skipIf(isSkipped);
