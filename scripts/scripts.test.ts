import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeGh, type GhAnswers } from "./test/fake-gh.ts";

const ROOT = path.resolve(import.meta.dirname, "..");

interface Finished {
  readonly code: number;
  readonly output: string;
}

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>>, cwd = ROOT) {
  return new Promise<Finished>((resolve) => {
    const child = execFile(path.join(ROOT, "scripts", script), args, { cwd, env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` }),
    );
  });
}

it.each(fs.readdirSync(import.meta.dirname).filter((name) => name.endsWith(".sh")))("%s is a shell script", (name) => {
  execFileSync("bash", ["-n", path.join(import.meta.dirname, name)]);
});

describe("record_config.sh", () => {
  let folder: string;
  const variables = () => ({
    PATH: process.env.PATH ?? "",
    HOME: folder,
    DEFAULT_BRANCH: "main",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@example.org",
    GIT_COMMITTER_NAME: "b",
    GIT_COMMITTER_EMAIL: "b@example.org",
  });
  const git = (cwd: string, ...args: string[]) =>
    execFileSync("git", args, { cwd, env: variables(), encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const at = (name: string) => path.join(folder, name);

  /** A repository with one commit, and two clones of it. */
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "record-config-"));
    git(folder, "init", "--bare", "--initial-branch=main", "origin");
    git(folder, "clone", "origin", "ours");
    git(at("ours"), "checkout", "-b", "main");
    fs.writeFileSync(at("ours/Pulumi.staging.yaml"), "percent: 0\n");
    fs.writeFileSync(at("ours/other"), "1\n");
    git(at("ours"), "add", ".");
    git(at("ours"), "commit", "-m", "first");
    git(at("ours"), "push", "origin", "main");
    git(folder, "clone", "origin", "theirs");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const record = () => run("record_config.sh", ["staging", "10"], variables(), at("ours"));

  it("commits and pushes the stack's file alone", async () => {
    fs.writeFileSync(at("ours/Pulumi.staging.yaml"), "percent: 10\n");
    fs.writeFileSync(at("ours/other"), "2\n");
    const { code, output } = await record();
    expect(code, output).toBe(0);
    expect(git(at("origin"), "log", "-1", "--format=%s %an", "main")).toBe("staging: 10 a");
    expect(git(at("origin"), "show", "--name-only", "--format=", "main")).toBe("Pulumi.staging.yaml");
  });

  it("does nothing where the file is as it was", async () => {
    expect(await record()).toMatchObject({ code: 0, output: expect.stringContaining("nothing to record") });
    expect(git(at("origin"), "rev-list", "--count", "main")).toBe("1");
  });

  it("goes on top of what somebody else has pushed meanwhile", async () => {
    fs.writeFileSync(at("theirs/other"), "theirs\n");
    git(at("theirs"), "commit", "-am", "theirs");
    git(at("theirs"), "push", "origin", "main");
    fs.writeFileSync(at("ours/Pulumi.staging.yaml"), "percent: 10\n");
    const { code, output } = await record();
    expect(code, output).toBe(0);
    expect(git(at("origin"), "log", "--format=%s", "main").split("\n")).toEqual(["staging: 10", "theirs", "first"]);
  });

  it("fails where both changed the same", async () => {
    fs.writeFileSync(at("theirs/Pulumi.staging.yaml"), "percent: 50\n");
    git(at("theirs"), "commit", "-am", "theirs");
    git(at("theirs"), "push", "origin", "main");
    fs.writeFileSync(at("ours/Pulumi.staging.yaml"), "percent: 10\n");
    expect((await record()).code).not.toBe(0);
    expect(git(at("origin"), "show", "main:Pulumi.staging.yaml")).toBe("percent: 50");
  });
});

describe("report_failure.sh", () => {
  let gh: FakeGh;
  afterEach(() => gh.remove());

  async function report(answers: GhAnswers) {
    gh = new FakeGh(answers);
    const summary = path.join(gh.folder, "summary.md");
    const needs = { "validate-tag": { result: "success" }, "build-images": { result: "failure" } };
    const env = {
      PATH: gh.path,
      NEEDS: JSON.stringify(needs),
      RUN_URL: "https://example.org/run/1",
      GITHUB_STEP_SUMMARY: summary,
    };
    const finished = await run("report_failure.sh", ["v1.1.0-frontend"], env);
    return { ...finished, summary: fs.readFileSync(summary, "utf8") };
  }

  it("names the job that failed and what to do, in the summary and in a new issue", async () => {
    const { code, output, summary } = await report([
      ["issue list", ""],
      ["issue create", ""],
    ]);
    expect(code, output).toBe(0);
    expect(summary).toContain("| build-images | failure |");
    expect(summary).toContain("- **build-images**: `scripts/build_image.sh <component>` does the same");
    expect(summary).not.toContain("**validate-tag**");
    expect(gh.calls().at(-1)).toMatchObject({
      args: ["issue", "create", "--title", "Release of v1.1.0-frontend failed", "--body-file", expect.anything()],
      input: summary,
    });
  });

  it("adds to the issue that there is", async () => {
    await report([
      ["issue list", "12\n"],
      ["issue comment", ""],
    ]);
    expect(gh.calls().at(-1)?.args.slice(0, 3)).toEqual(["issue", "comment", "12"]);
  });
});

describe("preview_stack.sh", () => {
  it("previews a fork's pull request from nothing where no state was uploaded, without any secret", async () => {
    const gh = new FakeGh([["actions/artifacts?name=state-staging", '{"artifacts":[]}']]);
    try {
      const file = path.join(gh.folder, "preview.md");
      const env = {
        PATH: gh.path,
        HOME: gh.folder,
        GITHUB_REPOSITORY: "acme/canary",
        DEFAULT_BRANCH: "main",
        // As the workflow gives them to a fork.
        PULUMI_BACKEND_URL: "",
        PULUMI_CONFIG_PASSPHRASE: "",
      };
      const { code, output } = await run("preview_stack.sh", ["staging", file], env);
      expect(code, output).toBe(0);
      const comment = fs.readFileSync(file, "utf8");
      expect(comment).toContain("### ✅ Preview of `staging`");
      expect(comment).toContain("Against nothing, as if it had never been deployed");
      expect(comment).toMatch(/\*\*traffic nobody → 100\/0; gates: smoke, frontend\*\*/);
    } finally {
      gh.remove();
    }
  });
});

it.each([
  ["preview_stack.sh", "usage"],
  ["record_config.sh", "usage"],
  ["publish_release.sh", "usage"],
  ["report_failure.sh", "usage"],
])("%s without its arguments says how it is used, and exits 2", async (script, word) => {
  const { code, output } = await run(script, [], { PATH: process.env.PATH ?? "" });
  expect(output.toLowerCase()).toContain(word);
  expect(code).toBe(2);
});
