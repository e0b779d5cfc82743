import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findOrigin, integrationOf } from "./who-and-where.ts";

const BY = {
  GIT_AUTHOR_NAME: "Ada Lovelace",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Grace Hopper",
  GIT_COMMITTER_EMAIL: "grace@example.com",
};

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "origin-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

function repository(): { root: string; git: (...args: string[]) => string } {
  const root = folder();
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: root, env: { ...process.env, ...BY }, encoding: "utf8" }).trim();
  git("init", "--quiet", "--initial-branch=release");
  writeFileSync(join(root, "a"), "1");
  git("add", "a");
  git("commit", "--quiet", "--message", "Give the canary 10 %\n\nFor a reason.");
  return { root, git };
}

describe("the origin of an update", () => {
  test("is the commit, who made it, and whether anything else was in the tree", async () => {
    const { root, git } = repository();
    const expected = {
      "git.head": git("rev-parse", "HEAD"),
      "git.headName": "refs/heads/release",
      "git.author": "Ada Lovelace",
      "git.author.email": "ada@example.com",
      "git.committer": "Grace Hopper",
      "git.committer.email": "grace@example.com",
      "git.dirty": "false",
    };
    expect(await findOrigin(root, {})).toEqual({ environment: expected, title: "Give the canary 10 %" });
    writeFileSync(join(root, "a"), "2");
    expect((await findOrigin(root, {})).environment).toEqual({ ...expected, "git.dirty": "true" });
  });

  test("has the branch from the CI system where a commit alone is checked out", async () => {
    const { root, git } = repository();
    git("checkout", "--quiet", "--detach");
    expect((await findOrigin(root, {})).environment).not.toHaveProperty(["git.headName"]);
    const { environment } = await findOrigin(root, { GITHUB_ACTIONS: "true", GITHUB_REF: "refs/heads/main" });
    expect(environment).toMatchObject({ "git.headName": "refs/heads/main", "ci.system": "GitHub Actions" });
  });

  test("is nothing outside a repository, and in one without a commit", async () => {
    const root = folder();
    expect(await findOrigin(root, {})).toEqual({ environment: {} });
    execFileSync("git", ["init", "--quiet"], { cwd: root });
    expect(await findOrigin(root, {})).toEqual({ environment: {} });
  });
});

describe("what a system of continuous integration says", () => {
  test("is named as the CLI names it", () => {
    const run = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "7", GITHUB_RUN_NUMBER: "3", GITHUB_REPOSITORY: "us/canary" };
    expect(integrationOf({ ...run, GITHUB_EVENT_NAME: "push", GITHUB_SHA: "abc" })).toEqual({
      "ci.system": "GitHub Actions",
      "ci.build.id": "7",
      "ci.build.number": "3",
      "ci.build.type": "push",
      "ci.build.url": "https://github.com/us/canary/actions/runs/7",
      "ci.pr.headSHA": "abc",
    });
    expect(integrationOf({ PULUMI_CI_SYSTEM: "ours", PULUMI_CI_BUILD_ID: "9", PULUMI_PR_NUMBER: "12" })).toEqual({
      "ci.system": "ours",
      "ci.build.id": "9",
      "ci.pr.number": "12",
    });
  });

  test("is nothing on a desk", () => expect(integrationOf({ PATH: "/bin" })).toEqual({}));
});
