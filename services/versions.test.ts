import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

function jsonOf(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}

const versions = jsonOf("./versions.json") as Record<string, string[]>;

it("names the three services of a release", () => {
  expect(Object.keys(versions).sort()).toEqual(["aiPipeline", "automationService", "frontend"]);
});

it.each([
  ["automationService", "automation-service"],
  ["aiPipeline", "ai-pipeline"],
  ["frontend", "frontend"],
])("the last version of %s is the one in its package.json", (key, folder) => {
  const { version } = jsonOf(`./${folder}/package.json`) as { version: string };
  expect(versions[key]?.at(-1)).toBe(version);
});
