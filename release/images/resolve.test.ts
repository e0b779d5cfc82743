import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, expect, it } from "vitest";
import { ROOT } from "../root.ts";
import { readStackConfig } from "../stack-config.ts";
import { resolveImages } from "./resolve.ts";
import { FakeRegistry } from "./testing/fake-registry.ts";

const OTHERS = ["kong", "postgres", "prometheus", "alertmanager", "grafana"] as const;
const PINNED = `example.org/pinned@sha256:${"0".repeat(64)}`;

let registry: FakeRegistry;
let root: string;
let file: string;
beforeEach(async () => {
  registry = await FakeRegistry.start();
  root = fs.mkdtempSync(path.join(os.tmpdir(), "resolve-images-"));
  file = path.join(root, "Pulumi.review.yaml");
  fs.copyFileSync(path.join(ROOT, "Pulumi.yaml"), path.join(root, "Pulumi.yaml"));
  return async () => {
    await registry[Symbol.asyncDispose]();
    fs.rmSync(root, { recursive: true });
  };
});

/** A stack whose other images are pinned already. */
function writeStack(services: Readonly<Record<string, string>>): string {
  const others = OTHERS.map((name) => `    ${name}: ${PINNED}\n`).join("");
  const own = Object.entries(services).map(([name, reference]) => `      ${name}: ${reference}\n`);
  const text = `# Ours\nconfig:\n  canary-release:images:\n    services: # by version\n${own.join("")}${others}`;
  fs.writeFileSync(file, text);
  return text;
}

async function resolve() {
  const said: string[] = [];
  const request = { root, stack: "review", logins: () => undefined, say: (line: string) => void said.push(line) };
  return { images: await resolveImages(request), said };
}

it("names every image by digest, in place, and leaves what is pinned", async () => {
  const tagged = `${registry.host}/acme/frontend:1.1.0`;
  writeStack({ "frontend@1.1.0": tagged });
  const pinned = `${registry.host}/acme/frontend@${registry.put("acme/frontend", "1.1.0", { layers: [] })}`;
  const { said, images } = await resolve();
  expect(images).toContainEqual({ key: ["services", "frontend@1.1.0"], reference: pinned, from: tagged });
  expect(images).toContainEqual({ key: ["kong"], reference: PINNED });
  expect(said).toContain(`services frontend@1.1.0: ${tagged} → ${pinned}`);
  expect(said).toContain(`kong: ${PINNED}, pinned already`);
  expect(readStackConfig("review", root).images.services).toEqual({ "frontend@1.1.0": pinned });
  const text = fs.readFileSync(file, "utf8");
  expect(text).toContain("# Ours\n");
  expect(text).toContain(`frontend@1.1.0: ${pinned} # ${tagged}\n`);
  // Nothing is left to resolve, so nothing is asked and nothing changes.
  await registry[Symbol.asyncDispose]();
  await resolve();
  expect(fs.readFileSync(file, "utf8")).toBe(text);
});

it("writes none where one cannot be resolved, and says which and why", async () => {
  registry.put("acme/frontend", "1.1.0", {});
  const text = writeStack({
    "frontend@1.1.0": `${registry.host}/acme/frontend:1.1.0`,
    "frontend@1.2.0": `${registry.host}/acme/frontend:1.2.0`,
    "ai-pipeline@1.1.0": `${registry.host}/acme/ai-pipeline`,
  });
  await expect(resolve()).rejects.toThrow(
    /^IMG001: nothing was written; not named by digest: services frontend@1\.2\.0 \(.*:1\.2\.0\): IMG002: .*no such image or tag.*; services ai-pipeline@1\.1\.0 \(.*\): IMG001: .* is no <image>:<tag>/,
  );
  expect(fs.readFileSync(file, "utf8")).toBe(text);
});
