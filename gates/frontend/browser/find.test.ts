import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findBrowser } from "./find.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "find-browser-"));
const [first, second] = [path.join(folder, "first"), path.join(folder, "second")];
const PATH = `${first}${path.delimiter}${second}`;

beforeAll(() => {
  fs.mkdirSync(path.join(first, "chromium"), { recursive: true });
  fs.mkdirSync(second);
  fs.writeFileSync(path.join(first, "chromium-browser"), "no program", { mode: 0o644 });
  for (const name of ["google-chrome", "other"]) fs.writeFileSync(path.join(second, name), "", { mode: 0o755 });
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

it("takes the first known name that is a program", () => {
  expect(findBrowser({ PATH })).toEqual({ kind: "found", executable: path.join(second, "google-chrome") });
});

it("takes the one that is named, by path or by name", () => {
  const named = { kind: "found", executable: path.join(second, "other") };
  expect(findBrowser({ PATH, CHROMIUM: "other" })).toEqual(named);
  expect(findBrowser({ PATH: first, CHROMIUM: path.join(second, "other") })).toEqual(named);
});

it("never takes another in the place of the one that is named", () => {
  expect(findBrowser({ PATH, CHROMIUM: "nonesuch" })).toEqual({
    kind: "missing",
    chosen: true,
    reason: 'CHROMIUM is "nonesuch", which is no program; name another, or unset it to look on PATH',
  });
});

it("says what to do where there is none", () => {
  expect(findBrowser({ PATH: first, CHROMIUM: "" })).toMatchObject({
    kind: "missing",
    chosen: false,
    reason: expect.stringMatching(/^none of chromium, .* is on PATH; install one .*environment variable CHROMIUM$/),
  });
  expect(findBrowser({})).toMatchObject({ kind: "missing" });
});
