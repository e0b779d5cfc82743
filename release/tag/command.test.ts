import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planTags } from "./message.ts";
import { CHANGELOG, RELEASE } from "./test/changelogs.ts";
import { TemporaryRepository } from "./test/repository.ts";

const VERSIONS = { "automation-service": "3.0.1", "ai-pipeline": "1.1.0", frontend: "1.1.0" };
const NAMES = ["v1.1.0-automation-service", "v1.1.0-ai-pipeline", "v1.1.0-frontend", "v1.1.0-walking-skeleton"];
const WHOLE = "v1.1.0-walking-skeleton";

let repository: TemporaryRepository;
beforeEach(() => {
  repository = new TemporaryRepository(CHANGELOG, VERSIONS);
});
afterEach(() => repository.remove());

/** A tag object's headers and message. */
function tagObject(name: string) {
  const [headers = "", ...message] = repository.git("cat-file", "-p", `refs/tags/${name}`).split("\n\n");
  return { headers: headers.split("\n"), message: `${message.join("\n\n")}\n` };
}

describe("bin/canary tag", () => {
  it("makes four annotated tags of the commit, with messages from the CHANGELOG", () => {
    const commit = repository.git("rev-parse", "HEAD");
    const { exitCode, stdout, stderr } = repository.tag([]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(repository.tags()).toEqual(NAMES.toSorted());
    for (const { name, message } of planTags(RELEASE)) {
      expect(repository.git("cat-file", "-t", `refs/tags/${name}`)).toBe("tag");
      const { headers, message: made } = tagObject(name);
      expect(headers.slice(0, 3)).toEqual([`object ${commit}`, "type commit", `tag ${name}`]);
      expect(headers[3]).toMatch(/^tagger A Tester <tester@example.org> /);
      expect(made).toBe(message);
    }
    expect(stdout).toBe(
      `Made of ${commit}:\n${NAMES.map((name) => `  ${name}\n`).join("")}` +
        "Nothing was pushed. To push them, in this order:\n" +
        `  git push <remote> ${NAMES.slice(0, 3).join(" ")}\n  git push <remote> ${WHOLE}\n`,
    );
  });

  it("leaves pushing to its user, and says commands that do it", () => {
    repository.git("init", "--quiet", "--bare", "ignored/remote.git");
    repository.git("remote", "add", "upstream", "ignored/remote.git");
    const { stdout } = repository.tag([]);
    expect(repository.git("ls-remote", "upstream")).toBe("");
    const pushes = stdout.split("\n").filter((line) => line.startsWith("  git push upstream "));
    for (const push of pushes) repository.git(...push.trim().split(" ").slice(1), "--quiet");
    for (const name of NAMES) expect(repository.git("ls-remote", "upstream")).toContain(`refs/tags/${name}`);
  });

  it("shows names and whole messages with --dry-run, and makes nothing", () => {
    const { exitCode, stdout } = repository.tag(["--dry-run"]);
    expect(exitCode).toBe(0);
    expect(repository.tags()).toEqual([]);
    const plain = stdout.replace(/^ {4}/gm, "");
    for (const { name, message } of planTags(RELEASE)) expect(plain).toContain(`${name}\n${message}\n`);
    expect(stdout).toMatch(/\nNothing was made\. .* of [0-9a-f]{40}\.\n$/);
  });

  it("tells in JSON what was made, or would be, and nothing else on standard output", () => {
    const { stdout, stderr } = repository.tag(["--dry-run", "--json"]);
    const told = JSON.parse(stdout) as { commit: string; made: boolean; tags: { name: string; message: string }[] };
    expect(told).toMatchObject({ commit: repository.git("rev-parse", "HEAD"), made: false });
    expect(told.tags.map(({ name }) => name)).toEqual(NAMES);
    expect(stderr).toContain("Nothing was made");
  });

  it("makes none where one is there, whatever kind of tag it is", () => {
    repository.git("tag", "v1.1.0-frontend");
    const { exitCode, stdout, stderr } = repository.tag([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("bin/canary: TAG007: there already: v1.1.0-frontend; none was made.");
    expect(repository.tags()).toEqual(["v1.1.0-frontend"]);
    const dry = repository.tag(["--dry-run"]);
    expect(dry).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(`${WHOLE}\n    Walking Skeleton v1.1.0\n`),
    });
    expect(dry.stderr).toContain("TAG007");
    expect(repository.tags()).toEqual(["v1.1.0-frontend"]);
  });

  it.each([
    ["changed", "CHANGELOG.md", `${CHANGELOG}\n`, " M CHANGELOG.md"],
    ["untracked", "notes/new.md", "", "?? notes/"],
  ])("refuses a tree with a file that is %s, and shows it", (_, file, content, shown) => {
    repository.write(file, content);
    // A setting by which `git status` would hide untracked files.
    repository.git("config", "status.showUntrackedFiles", "no");
    const { exitCode, stderr } = repository.tag([]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`TAG006: the working tree has changes`);
    expect(stderr).toContain(`:\n  ${shown}\n`);
    expect(repository.tags()).toEqual([]);
  });

  it("shows ten of many changes, and how many more there are", () => {
    for (let file = 0; file < 13; file += 1) repository.write(`${file}.txt`, "");
    const { stderr } = repository.tag([]);
    expect(stderr.match(/^ {2}\?\? /gm)).toHaveLength(10);
    expect(stderr).toContain("\n  and 3 more\n");
  });

  it("refuses a version that is not the one of package.json, with both", () => {
    repository.write("services/frontend/package.json", '{"version":"1.2.0"}');
    repository.commit("Ahead");
    const { exitCode, stderr } = repository.tag([]);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      "bin/canary: TAG005: frontend: services/frontend/package.json has 1.2.0, but [Walking Skeleton v1.1.0] says 1.1.0\n",
    );
    expect(repository.tags()).toEqual([]);
  });

  it.each([
    ["no version", "{}", "TAG009: version in services/frontend/package.json is missing"],
    ["a version that is no string", '{"version":1}', "TAG009: version in services/frontend/package.json is 1"],
    ["null", "null", "TAG009: version in services/frontend/package.json is missing"],
    ["no JSON", "{", "TAG009: services/frontend/package.json cannot be read: SyntaxError"],
  ])("refuses a package.json with %s", (_, content, message) => {
    repository.write("services/frontend/package.json", content);
    expect(repository.tag([])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(message) });
  });

  it("tags the release that --release names, held to what that one says", () => {
    repository.write("CHANGELOG.md", CHANGELOG.replaceAll("v1.1.0]", "v1.2.0]").replaceAll("v1.0.0]", "v1.1.0]"));
    repository.commit("A newer release");
    const { exitCode, stderr } = repository.tag(["--release", "1.1.0"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("TAG004: [Walking Skeleton v1.1.0] does not name ai-pipeline");
    expect(repository.tag(["--release", "1.2.0"])).toMatchObject({ exitCode: 0 });
    expect(repository.tags()).toContain("v1.2.0-walking-skeleton");
  });

  it.each(["2.0.0", "3.0.0"])("finds no Walking Skeleton %s", (version) => {
    const { exitCode, stderr } = repository.tag(["--release", version]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`TAG003: CHANGELOG.md has no release [Walking Skeleton v${version}]; there: `);
    expect(stderr).toContain("[Walking Skeleton v1.1.0], [Walking Skeleton v1.0.0]");
  });

  it("finds no release where there is none yet", () => {
    repository.write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n");
    expect(repository.tag([]).stderr).toContain(
      "TAG003: CHANGELOG.md has no release [Walking Skeleton vX.Y.Z]; there: none",
    );
  });

  it("says so where there is no CHANGELOG.md, no commit or no git", () => {
    expect(repository.tag([], { PATH: "/nowhere" }).stderr).toMatch(/TAG008: `git status .*` cannot be run: spawn/);
    repository.git("update-ref", "-d", "HEAD");
    repository.git("rm", "-r", "--cached", "--quiet", ".");
    repository.write(".gitignore", "*\n");
    expect(repository.tag([]).stderr).toMatch(/TAG008: `git rev-parse .*` ended with exit code 128: fatal/);
    fs.rmSync(path.join(repository.root, "CHANGELOG.md"));
    const missing = repository.tag([]);
    expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("TAG002: CHANGELOG.md in ") });
  });
});

describe("tags that git signs", () => {
  /** Lets git sign what it makes with a program that runs `script`; $made has the number of tags so far. */
  function signWith(script: string): void {
    const signer = path.join(repository.ignored, "signer");
    const made = `made=$(cd ${repository.root} && git tag --list | wc -l)`;
    const signature = 'printf "signature\\n"; printf "[GNUPG:] SIG_CREATED \\n" >&2';
    fs.writeFileSync(signer, ["#!/bin/sh", made, script, signature, ""].join("\n"), { mode: 0o755 });
    repository.git("config", "tag.gpgSign", "true");
    repository.git("config", "gpg.program", signer);
  }

  it("are those of a git that is set so", () => {
    signWith(":");
    expect(repository.tag([])).toMatchObject({ exitCode: 0 });
    expect(tagObject(WHOLE).message).toContain("signature");
  });

  it("are all or none where a signature fails", () => {
    signWith('if [ "$made" = 2 ]; then exit 1; fi');
    const { exitCode, stderr } = repository.tag([]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /TAG008: `git tag .* v1.1.0-frontend [0-9a-f]{40}` ended with exit code 128: .*unable to sign/s,
    );
    expect(repository.tags()).toEqual([]);
  });

  it("are all or none on Ctrl-C", async () => {
    signWith('if [ "$made" = 2 ]; then kill -INT 0; sleep 20; fi');
    const { exitCode, stderr } = await repository.tagInGroup([]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/TAG008: `git tag .* v1.1.0-frontend [0-9a-f]{40}` was ended by SIGINT/);
    expect(repository.tags()).toEqual([]);
  });
});

describe("bin/canary tag validate", () => {
  const output = () => path.join(repository.ignored, "output");
  const validate = (...args: string[]) => repository.tag(["validate", ...args], { GITHUB_OUTPUT: output() });
  const outputs = () => (fs.existsSync(output()) ? fs.readFileSync(output(), "utf8") : null);

  it("prints the checks of a component's tag, and tells a workflow what it is of", () => {
    const { exitCode, stdout, stderr } = validate("v1.1.0-automation-service", "--image-version", "3.0.1");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toBe(`v1.1.0-automation-service: [Walking Skeleton v1.1.0] of 2026-11-24
  ok   automation-service: services/automation-service/package.json has 3.0.1, as [Walking Skeleton v1.1.0] says
  ok   automation-service: the image has 3.0.1, as [Walking Skeleton v1.1.0] says
`);
    expect(outputs()).toBe(`version=1.1.0
component=automation-service
component_version=3.0.1
release=Walking Skeleton v1.1.0
date=2026-11-24
components=[{"name":"automation-service","version":"3.0.1"}]
`);
  });

  it("checks all three components of the whole", () => {
    const { exitCode, stdout } = validate(WHOLE);
    expect(exitCode).toBe(0);
    expect(stdout.match(/^ {2}ok {3}/gm)).toHaveLength(3);
    expect(outputs()).toContain("component=walking-skeleton\ncomponent_version=1.1.0\n");
    expect(JSON.parse(/^components=(.*)$/m.exec(outputs() ?? "")?.[1] ?? "")).toEqual(
      Object.entries(VERSIONS).map(([name, version]) => ({ name, version })),
    );
  });

  it("refuses versions that differ, with all values, and tells a workflow nothing", () => {
    repository.write("services/ai-pipeline/package.json", '{"version":"1.1.1"}');
    repository.write("services/frontend/package.json", '{"version":"1.0.9"}');
    const { exitCode, stdout, stderr } = validate(WHOLE);
    expect(exitCode).toBe(1);
    expect(stdout.match(/^ {2}(ok {3}|FAIL )/gm)).toEqual(["  ok   ", "  FAIL ", "  FAIL "]);
    const differ = (name: string, found: string) =>
      `${name}: services/${name}/package.json has ${found}, but [Walking Skeleton v1.1.0] says 1.1.0`;
    expect(stderr).toBe(`bin/canary: TAG005: ${differ("ai-pipeline", "1.1.1")}; ${differ("frontend", "1.0.9")}\n`);
    expect(outputs()).toBeNull();
    expect(validate("v1.1.0-automation-service")).toMatchObject({ exitCode: 0 });
  });

  it("refuses an image of another version", () => {
    const { exitCode, stderr } = validate("v1.1.0-frontend", "--image-version", "1.0.0");
    expect({ exitCode, outputs: outputs() }).toEqual({ exitCode: 1, outputs: null });
    expect(stderr).toContain("TAG005: frontend: the image has 1.0.0, but [Walking Skeleton v1.1.0] says 1.1.0");
  });

  it.each([
    ["a name of no tag", "1.1.0-frontend", 'TAG001: "1.1.0-frontend" is not the name of a release tag'],
    ["a release that is not there", "v1.2.0-frontend", "TAG003: CHANGELOG.md has no release [Walking Skeleton v1.2.0]"],
    ["a component that is not named", "v1.0.0-frontend", "TAG004: [Walking Skeleton v1.0.0] does not name frontend"],
  ])("refuses %s", (_, name, message) => {
    expect(validate(name)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(message) });
    expect(outputs()).toBeNull();
  });

  it("works outside a workflow and without git", () => {
    fs.rmSync(path.join(repository.root, ".git"), { recursive: true });
    expect(repository.tag(["validate", WHOLE], { PATH: "/nowhere" })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(repository.tag(["validate", WHOLE], { GITHUB_OUTPUT: "" })).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

describe("bin/canary tag notes", () => {
  it("prints the whole entry, or the component's part of it", () => {
    const whole = repository.tag(["notes", WHOLE]);
    expect(whole).toMatchObject({ exitCode: 0, stderr: "" });
    expect(whole.stdout).toMatch(/^## \[Walking Skeleton v1\.1\.0\] - 2026-11-24\n.*- Gates\n.*every answer\n$/s);
    const part = repository.tag(["notes", "v1.1.0-frontend"]);
    expect(part.stdout).toMatch(/^## frontend 1\.1\.0 - 2026-11-24\n.*\n- Exec Sandbox\n$/s);
    expect(part.stdout).not.toContain("Gates");
  });

  it.each([
    ["v1.1.0-backend", "TAG001"],
    ["v3.0.0-frontend", "TAG003"],
    ["v1.0.0-frontend", "TAG004"],
  ])("refuses %s", (name, code) => {
    const { exitCode, stdout, stderr } = repository.tag(["notes", name]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(`bin/canary: ${code}: `);
  });
});

describe("wrong usage ends with 2", () => {
  it.each([
    ["an unknown option", ["--force"], "unknown option '--force'"],
    ["an unknown command", ["verify"], "too many arguments"],
    ["no tag to validate", ["validate"], "missing required argument 'tag'"],
    ["no tag for notes", ["notes"], "missing required argument 'tag'"],
    ["two tags", ["notes", WHOLE, WHOLE], "too many arguments"],
    ["a release that is no version", ["--release", "v1.1"], "Allowed: three numbers, as in 1.1.0."],
    [
      "options that validate has not",
      ["--dry-run", "validate", WHOLE],
      'options before "validate" belong to bin/canary tag',
    ],
    [
      "one image of three components",
      ["validate", WHOLE, "--image-version", "1.1.0"],
      "--image-version is for the tag of",
    ],
  ])("%s", (_, args, message) => {
    const { exitCode, stdout, stderr } = repository.tag(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(repository.tags()).toEqual([]);
  });

  it("and help with 0", () => {
    expect(repository.tag(["--help"])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("--dry-run") });
    expect(repository.tag(["validate", "--help"])).toMatchObject({ exitCode: 0 });
  });
});
