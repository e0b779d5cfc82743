import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ScriptWorld } from "./test/script-run.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const VERSION = JSON.parse(fs.readFileSync(path.join(ROOT, "services/ai-pipeline/package.json"), "utf8")).version;

let world: ScriptWorld;
beforeEach(() => {
  world = new ScriptWorld();
});
afterEach(() => world.remove());

const build = (args: readonly string[], env?: NodeJS.ProcessEnv) => world.start("build_image.sh", args, env).ended;

describe("a build", () => {
  it("is named by package.json's version, and says what it made", async () => {
    const { code, output } = await build(["ai-pipeline"]);
    const image = `canary-release/ai-pipeline:${VERSION}`;
    expect(output).toBe(`image ${image}\nid sha256:${"0123".repeat(16)}\nversion ${VERSION}\n`);
    expect(code).toBe(0);
    const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
    expect(world.docker.calls()[0]).toEqual([
      ...["build", "--file", path.join(ROOT, "services/ai-pipeline/Dockerfile"), "--tag", image],
      ...["--build-arg", `VERSION=${VERSION}`],
      ...["--build-arg", expect.stringMatching(new RegExp(`^GIT_COMMIT=${commit}(-dirty)?$`))],
      ROOT,
    ]);
  });

  it("takes tag, repository, base image and source from whoever asks", async () => {
    const { output } = await build(["frontend", "next"], {
      IMAGE_REPOSITORY: "ghcr.io/acme",
      NODE_IMAGE: "node@sha256:abc",
      GITHUB_REPOSITORY: "acme/canary-release",
      GITHUB_SERVER_URL: "https://github.example",
    });
    expect(output).toContain("image ghcr.io/acme/frontend:next\n");
    const [call] = world.docker.calls();
    expect(call).toContain("NODE_IMAGE=node@sha256:abc");
    expect(call).toContain("SOURCE=https://github.example/acme/canary-release");
  });

  it("is saved where --save says", async () => {
    const file = path.join(world.folder, "image.tar");
    const { code, output } = await build(["--save", file, "ai-pipeline"]);
    expect(output).toContain(`saved ${file}\n`);
    expect(fs.readFileSync(file, "utf8")).toBe(`canary-release/ai-pipeline:${VERSION}`);
    expect(code).toBe(0);
  });

  it("with another version label than package.json has fails, names both and saves nothing", async () => {
    world.docker.labelBuilds("9.9.9");
    const file = path.join(world.folder, "image.tar");
    const { code, output } = await build(["ai-pipeline", "--save", file]);
    expect(output).toContain(
      `the label org.opencontainers.image.version of canary-release/ai-pipeline:${VERSION} is '9.9.9', ` +
        `but services/ai-pipeline/package.json has '${VERSION}'`,
    );
    expect(code).toBe(1);
    expect(fs.existsSync(file)).toBe(false);
  });

  it("without a version label fails", async () => {
    world.docker.labelBuilds("");
    const { code, output } = await build(["ai-pipeline"]);
    expect(output).toContain(`is '', but services/ai-pipeline/package.json has '${VERSION}'`);
    expect(code).toBe(1);
  });
});

it.each([
  [[], "which component?"],
  [["gateway"], "component is 'gateway'; allowed: automation-service ai-pipeline frontend"],
  [["ai-pipeline frontend"], "component is 'ai-pipeline frontend'"],
  [["ai-pipeline", ""], "tag is ''"],
  [["ai-pipeline", "-x"], "option -x is not known"],
  [["ai-pipeline", "a:b"], "tag is 'a:b'; allowed: 1 to 128 letters"],
  [["ai-pipeline", "1", "2"], "'2' is one argument too many"],
  [["ai-pipeline", "--save"], "--save needs a file"],
])("refuses %j with exit 2, and builds nothing", async (args, complaint) => {
  const { code, output } = await build(args);
  expect(output).toContain(complaint);
  expect(output).toContain("usage: scripts/build_image.sh");
  expect(code).toBe(2);
  expect(fs.existsSync(path.join(world.folder, "docker/calls.jsonl"))).toBe(false);
});
