import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runReplay } from "./run.ts";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "canary-replay-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

it("gives the verdict with its checks as one JSON object", async () => {
  const file = path.join(folder, "polls.json");
  const polls = [0, 15].map((elapsedSeconds) => ({ elapsedSeconds, samples: [] }));
  fs.writeFileSync(file, JSON.stringify({ judged: ["api-2"], baseline: [], polls }));
  let written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += text;
    return true;
  });
  const source = { kind: "file", file } as const;
  expect(await runReplay({ environment: "local", strategy: "sequential", source, json: true })).toBe(1);
  expect(JSON.parse(written)).toMatchObject({
    strategy: "sequential",
    judged: ["api-2"],
    elapsedSeconds: 15,
    polls: 1,
    outcome: expect.stringMatching(/^(fail|inconclusive|error)$/),
    checks: expect.arrayContaining([expect.objectContaining({ name: "scrape of api-2" })]),
  });
});
