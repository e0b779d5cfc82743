import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { screenshotFile } from "./screenshots.ts";

const home = fs.mkdtempSync(path.join(os.tmpdir(), "screenshots-"));
afterAll(() => fs.rmSync(home, { recursive: true }));

it("keeps the newest twenty, and nothing that a revision's name could lead to outside", () => {
  const files = Array.from({ length: 25 }, (_, minute) => {
    const file = screenshotFile(home, "../frontend of URL", new Date(Date.UTC(2026, 0, 1, 0, minute)));
    fs.writeFileSync(file, "");
    return file;
  });
  const folder = path.join(home, "screenshots");
  expect(files[0]).toBe(path.join(folder, "2026-01-01T00-00-00.000Z-.._frontend_of_URL.png"));
  expect(fs.readdirSync(folder).sort()).toEqual(files.slice(5).map((file) => path.basename(file)));
});
