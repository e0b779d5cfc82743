import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeGh, type GhAnswers } from "../../scripts/test/fake-gh.ts";
import { postPreviews } from "./post.ts";

const SHA = "c0ffee";
const pulls = (sha: string) => JSON.stringify([{ number: 7, head: { sha } }]);
const comment = (id: number, body: string, type = "Bot") => ({ id, body, user: { type } });

describe("previews on their pull request", () => {
  let gh: FakeGh;
  afterEach(() => {
    vi.unstubAllEnvs();
    gh.remove();
  });

  function prepare(answers: GhAnswers, ...bodies: string[]): string[] {
    gh = new FakeGh(answers);
    vi.stubEnv("PATH", gh.path);
    vi.stubEnv("GITHUB_REPOSITORY", "acme/canary");
    return bodies.map((body, index) => {
      const file = path.join(gh.folder, `${index}.md`);
      fs.writeFileSync(file, body);
      return file;
    });
  }

  const writes = () => gh.calls().filter(({ args }) => args.includes("--method"));

  it("are written where there is none of the stack, and replaced where the bot has written one", async () => {
    const former = [
      [comment(1, "<!-- preview of production -->\nby a person", "User")],
      [comment(2, "<!-- preview of staging -->\nold")],
    ];
    const files = prepare(
      [
        ["pulls?state=open&head=someone%3Afeature", pulls(SHA)],
        ["comments?per_page=100", JSON.stringify(former)],
        ["--method", "{}"],
      ],
      "<!-- preview of staging -->\nnew",
      "<!-- preview of production -->\nnew",
    );
    expect(await postPreviews({ files, head: "someone:feature", sha: SHA })).toBe(7);
    expect(writes().map(({ args, input }) => [args.slice(2, 4), JSON.parse(input)])).toEqual([
      [["PATCH", "repos/acme/canary/issues/comments/2"], { body: "<!-- preview of staging -->\nnew" }],
      [["POST", "repos/acme/canary/issues/7/comments"], { body: "<!-- preview of production -->\nnew" }],
    ]);
  });

  it("are not written to a pull request that has moved on", async () => {
    const files = prepare([["pulls?", pulls("another")]], "<!-- preview of staging -->");
    expect(await postPreviews({ files, head: "someone:feature", sha: SHA })).toBeUndefined();
    expect(writes()).toEqual([]);
  });

  it("are refused when they are something else, and when GitHub says no", async () => {
    const files = prepare(
      [
        ["pulls?", pulls(SHA)],
        ["comments?", "[]"],
      ],
      "# anything",
    );
    await expect(postPreviews({ files, head: "a:b", sha: SHA })).rejects.toThrow("is no preview");
    const others = prepare(
      [
        ["pulls?", pulls(SHA)],
        ["comments?", "[]"],
      ],
      "<!-- preview of staging -->",
    );
    await expect(postPreviews({ files: others, head: "a:b", sha: SHA })).rejects.toThrow(
      /gh api --method failed: .*not found/,
    );
  });
});
