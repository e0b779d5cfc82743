import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { DoubleState } from "../../scripts/test/docker-state.ts";
import { ROOT } from "../root.ts";
import { readPackageVersions } from "../tag/project-files.ts";
import { buildImages } from "./build.ts";
import { FakeRegistry } from "./testing/fake-registry.ts";

const VERSIONS = readPackageVersions(ROOT);
const ID = `sha256:${"0123".repeat(16)}`;

let root: string;
let docker: DoubleState;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "build-images-"));
  for (const entry of ["Pulumi.yaml", "scripts", "services"])
    fs.symlinkSync(path.join(ROOT, entry), path.join(root, entry));
  docker = new DoubleState(path.join(root, "docker"));
  vi.stubEnv("DOCKER_DOUBLE", path.join(root, "docker"));
  vi.stubEnv("PATH", `${path.join(ROOT, "scripts", "test")}:${process.env.PATH}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(root, { recursive: true });
});

function writeStack(platform: string): void {
  const text = `config:\n  canary-release:platform: ${platform}\n  canary-release:gateway: {mode: managed, propagationSeconds: 5}\n  canary-release:images: {lab: "lab:1"}\n`;
  fs.writeFileSync(path.join(root, "Pulumi.review.yaml"), text);
}

const servicesInFile = () =>
  parse(fs.readFileSync(path.join(root, "Pulumi.review.yaml"), "utf8")).config["canary-release:images"].services;

const build = (push?: string) =>
  buildImages({ root, stack: "review", push, logins: () => undefined, say: () => undefined });

describe("images that are built", () => {
  it("are named by the id in this engine, for a stack that runs on it", async () => {
    writeStack("docker");
    await build();
    expect(servicesInFile()).toEqual(
      Object.fromEntries(Object.entries(VERSIONS).map(([name, v]) => [`${name}@${v}`, ID])),
    );
    expect(docker.calls().map(([command]) => command)).not.toContain("push");
  });

  it("are pushed and named by what the registry then has", async () => {
    await using registry = await FakeRegistry.start();
    writeStack("kubernetes");
    const repository = `${registry.host}/acme`;
    const pinned = Object.entries(VERSIONS).map(([name, version]) => {
      return [`${name}@${version}`, `${repository}/${name}@${registry.put(`acme/${name}`, version, { name })}`];
    });
    await build(repository);
    expect(servicesInFile()).toEqual(Object.fromEntries(pinned));
    const pushed = docker.calls().filter(([command]) => command === "push");
    expect(pushed.map(([, image]) => image).sort()).toEqual(
      Object.entries(VERSIONS)
        .map(([name, version]) => `${repository}/${name}:${version}`)
        .sort(),
    );
  });
});

describe("nothing is written", () => {
  it("where a cluster could not pull what is not pushed, or nothing runs images", async () => {
    writeStack("kubernetes");
    await expect(build()).rejects.toThrow("IMG001: stack review has platform kubernetes; a cluster pulls its images");
    fs.writeFileSync(path.join(root, "Pulumi.review.yaml"), "config:\n  canary-release:platform: local\n");
    await expect(build()).rejects.toThrow("IMG001: stack review has platform local; it runs no images");
    // The stand-in writes down whatever it is asked.
    expect(fs.existsSync(path.join(root, "docker", "calls.jsonl"))).toBe(false);
  });

  it("where an image's label is not its version", async () => {
    writeStack("docker");
    docker.labelBuilds("9.9.9");
    await expect(build()).rejects.toThrow("IMG001: the image of automation-service was not built (exit 1)");
    expect(servicesInFile()).toBeUndefined();
  });
});
