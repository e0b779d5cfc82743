import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type GateInputs, gateLifecycle } from "./before-traffic.ts";

const home = fs.mkdtempSync(path.join(os.tmpdir(), "gate-"));
const SUBJECT = {
  revision: "ai-pipeline-1-1-0-abc",
  service: "ai-pipeline",
  version: "1.1.0",
  address: "ai-pipeline-1-1-0-abc.canary.svc:80",
  url: "kubernetes://staging/canary/services/ai-pipeline-1-1-0-abc:80",
  upstream: "ai-pipeline-upstream",
};
const INPUTS: GateInputs = {
  set: "canary-abc",
  surroundings: { admin: "http://a", proxy: "http://p", prometheus: "http://m", home, track: "canary" },
  judged: { subjects: [SUBJECT], bypassLlm: true },
  codeVersion: 1,
};
const PASSED = { ...INPUTS, outcome: "pass", passedAt: "2026-01-01T00:00:00.000Z", checks: [] } as const;

afterAll(() => fs.rmSync(home, { recursive: true }));

describe("a gate that has passed", () => {
  const { diff, update } = gateLifecycle({
    name: "test",
    async measure() {
      throw new Error("it ran again");
    },
  });
  const judging = (subject: Partial<typeof SUBJECT>): GateInputs => ({
    ...INPUTS,
    judged: { ...INPUTS.judged, subjects: [{ ...SUBJECT, ...subject }] },
  });

  it("sees no change in a promotion", async () => {
    const news = { ...INPUTS, surroundings: { ...INPUTS.surroundings, track: "stable" as const } };
    expect(await diff("id", PASSED, news)).toMatchObject({ changes: false });
  });

  it("sees none in another secret for its tokens either, nor in its first one", async () => {
    const signing = (jwtSecret: string) => ({ ...INPUTS, surroundings: { ...INPUTS.surroundings, jwtSecret } });
    expect(await diff("id", PASSED, signing("a"))).toMatchObject({ changes: false });
    expect(await diff("id", { ...PASSED, ...signing("a") }, signing("b"))).toMatchObject({ changes: false });
  });

  it("notes where its subjects are reached now, and does not run again for it", async () => {
    const news = judging({ url: "http://127.0.0.1:4000" });
    expect(await diff("id", PASSED, news)).toMatchObject({ changes: true, replaces: [] });
    expect(await update?.("id", PASSED, news)).toEqual({ outs: { ...PASSED, ...news } });
  });

  it("runs again where its subject is at another address", async () => {
    const news = judging({ address: "127.0.0.1:4000" });
    expect(await diff("id", PASSED, news)).toMatchObject({ changes: true });
    process.argv.push("127.0.0.1:1");
    await expect(update?.("id", PASSED, news)).rejects.toThrow("it ran again");
    process.argv.pop();
  });

  it("runs again when it is held to more than it has passed under", async () => {
    const stricter = gateLifecycle<GateInputs>({
      name: "test",
      async measure() {
        throw new Error("it ran again");
      },
      asksMore: (olds, news) => news.set !== olds.set,
    });
    expect(await stricter.diff("id", PASSED, INPUTS)).toMatchObject({ changes: false });
    const news = { ...INPUTS, set: "another" };
    expect(await stricter.diff("id", PASSED, news)).toMatchObject({ changes: true, replaces: [] });
    process.argv.push("127.0.0.1:1");
    await expect(stricter.update?.("id", PASSED, news)).rejects.toThrow("it ran again");
    process.argv.pop();
  });
});
