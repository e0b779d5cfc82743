import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), "utf8");
const dockerfile = read("lab/Dockerfile");
/** Folders of the working tree that are in the image. */
const folders = [...dockerfile.matchAll(/^COPY (lab\/\S+) \1$/gm)].map(([, folder = ""]) => folder);

function sourcesIn(folder: string): string[] {
  const entries = fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return entries
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => `${folder}/${file}`);
}

/** What a file loads when it runs: `import type` is stripped. */
const loads = (file: string) =>
  [...read(file).matchAll(/^(?:import|export)(?! type\b)[^;]*? from "([^"]+)";$/gm)].map(([, found = ""]) => found);

it("holds the stand-ins' sources, and whatever these load of the lab", () => {
  expect(folders).toEqual(["lab/gateway", "lab/llm"]);
  // The contract is what the tests compare the gateway by.
  const sources = folders.flatMap(sourcesIn).filter((file) => !file.includes("/contract/"));
  expect(sources).toEqual(expect.arrayContaining(["lab/gateway/main.ts", "lab/llm/main.ts"]));
  for (const file of sources) {
    for (const found of loads(file).filter((name) => name.startsWith("."))) {
      const loaded = path.posix.join(path.posix.dirname(file), found);
      expect(
        folders.some((folder) => loaded.startsWith(`${folder}/`)),
        `${file} loads ${loaded}`,
      ).toBe(true);
    }
  }
  const packages = new Set(sources.flatMap(loads).filter((name) => !/^(\.|node:)/.test(name)));
  const copied = [...dockerfile.matchAll(/^COPY --from=dependencies \/app\/(node_modules\/(\S+)) \1$/gm)];
  expect(copied.map(([, , name]) => name).sort()).toEqual([...packages].sort());
});

it("runs as a user with a number that is not root's, on the services' base image", () => {
  expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
  const base = /^ARG NODE_IMAGE=.*$/m;
  expect(dockerfile.match(base)?.[0]).toBe(read("services/ai-pipeline/Dockerfile").match(base)?.[0]);
});
