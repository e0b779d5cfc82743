import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { tagName } from "../release/tag/tag-name.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const FOLDER = path.join(ROOT, ".github", "workflows");
const ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

const step = z.looseObject({ uses: z.string().optional(), run: z.string().optional() });
const job = z.looseObject({
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  strategy: z.looseObject({ matrix: z.record(z.string(), z.array(z.string())) }).optional(),
  steps: z.array(step),
});
const workflow = z.looseObject({
  on: z.union([z.string(), z.record(z.string(), z.unknown())]),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), job),
});

const files = fs.readdirSync(FOLDER).filter((name) => name.endsWith(".yml"));
const read = (name: string) => fs.readFileSync(path.join(FOLDER, name), "utf8");
const load = (name: string) => workflow.parse(parse(read(name)));

describe("the workflows", () => {
  it("are the ones that people know, and the one that may comment", () => {
    expect(files.sort()).toEqual(["ci.yml", "deploy.yml", "preview-comment.yml", "preview.yml", "release-tag.yml"]);
  });

  it("satisfy actionlint", async () => {
    const said = await new Promise<string>((resolve) => {
      // Go builds it once and keeps it.
      execFile("go", ["run", ACTIONLINT, "-no-color"], { cwd: ROOT }, (error, stdout, stderr) =>
        resolve(error ? `${error.message}\n${stdout}${stderr}` : ""),
      );
    });
    expect(said, "actionlint (needs Go: https://go.dev/doc/install)").toBe("");
  }, 300_000);

  it.each(files)("%s pins each action by its commit, and names the version", (name) => {
    const uses = read(name)
      .split("\n")
      .filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("pin one action to one commit everywhere", () => {
    const pins = files.flatMap((name) =>
      [...read(name).matchAll(/uses: (\S+)@(\S+)/g)].map(([, action, sha]) => `${action} ${sha}`),
    );
    const actions = new Set(pins.map((pin) => pin.split(" ")[0]));
    expect(new Set(pins).size).toBe(actions.size);
  });

  it.each(files)("%s calls only scripts that are there and can be run", (name) => {
    const commands = Object.values(load(name).jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    const scripts = commands.flatMap((run) => run.match(/(?:^|[\s;])((?:scripts|bin|\.ci)\/[\w.-]+)/gm) ?? []);
    for (const script of scripts) {
      expect(() => fs.accessSync(path.join(ROOT, script.trim().replace(/^;/, "")), fs.constants.X_OK)).not.toThrow();
    }
  });

  it.each(files)("%s puts nothing that others can write into a shell by way of an expression", (name) => {
    const commands = Object.values(load(name).jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(commands.filter((run) => run.includes("${{"))).toEqual([]);
  });

  it("give write access only where something is written, and never to code of a pull request", () => {
    expect(load("ci.yml").permissions).toEqual({ contents: "read" });
    expect(load("preview.yml").permissions).toEqual({ contents: "read", actions: "read" });
    expect(load("preview-comment.yml").on).toEqual({ workflow_run: { workflows: ["Preview"], types: ["completed"] } });
    expect(load("release-tag.yml").permissions).toEqual({ contents: "read" });
  });
});

describe("the workflow of a tag", () => {
  const { on, jobs } = load("release-tag.yml");

  it("has the jobs that people know, in their order", () => {
    const needs = Object.entries(jobs).map(([name, each]) => [name, [each.needs ?? []].flat()]);
    expect(Object.fromEntries(needs)).toEqual({
      "validate-tag": [],
      "build-images": ["validate-tag"],
      "staging-smoke-tests": ["validate-tag", "build-images"],
      "release-summary": ["validate-tag", "build-images", "staging-smoke-tests"],
      "notify-on-failure": ["validate-tag", "build-images", "staging-smoke-tests", "release-summary"],
    });
    expect(jobs["build-images"]?.strategy?.matrix.component).toEqual(["automation-service", "ai-pipeline", "frontend"]);
  });

  it("is started by every tag that bin/canary tag makes, and by no other", () => {
    const { push } = z.object({ push: z.object({ tags: z.array(z.string()) }) }).parse(on);
    const starts = (tag: string) => push.tags.some((pattern) => path.matchesGlob(tag, pattern));
    for (const subject of ["walking-skeleton", "automation-service", "ai-pipeline", "frontend"] as const) {
      expect(starts(tagName({ version: "1.1.0", subject }))).toBe(true);
    }
    for (const tag of ["v1.1.0", "1.1.0-frontend", "v1.1.0-gateway", "v1.1-frontend"]) expect(starts(tag)).toBe(false);
  });
});
