import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { SERVICES } from "../../components/services.ts";
import { checkVersions } from "./check.ts";
import { findRelease } from "./lookup.ts";
import { readChangelog, readPackageVersions } from "./project-files.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), "utf8");
const { releases } = readChangelog(ROOT);
const newest = findRelease({ releases });

describe("this project's CHANGELOG.md", () => {
  it("has the Walking Skeleton 1.1.0 above the initial pipeline architecture, and room for what comes", () => {
    expect(releases.map(({ title }) => title)).toEqual(expect.arrayContaining(["Walking Skeleton v1.1.0", "3.0.0"]));
    expect(read("CHANGELOG.md")).toContain("\n## [Unreleased]\n");
  });

  it("tells of the newest release in six sections at least", () => {
    const titles = newest.sections.map(({ title }) => title);
    const six = ["Added", "Changed", "Fixed", "Technical Details", "Security", "Performance"];
    expect(titles).toEqual(expect.arrayContaining(six));
  });

  it("names the versions of each package.json", () => {
    const tag = { version: newest.version, subject: "walking-skeleton" } as const;
    const checks = checkVersions(tag, newest, { packages: readPackageVersions(ROOT) });
    expect(checks).toHaveLength(3);
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
  });

  it("names the versions of services/versions.json: the last ones, and the first ones in the entry before", () => {
    const known = JSON.parse(read("services/versions.json")) as Record<string, string[]>;
    const versions = (index: number) =>
      Object.fromEntries(SERVICES.map(({ key, name }) => [name, known[key]?.at(index)]));
    expect(newest.components).toEqual(versions(-1));
    expect(releases.find(({ title }) => title === "3.0.0")?.components).toEqual(versions(0));
  });

  it("has no time that was not measured", () => {
    const performance = newest.sections.find(({ title }) => title === "Performance");
    const times = performance?.items.flatMap(({ text }) => text.match(/\b\d+\.\d+ (?:ms|s)\b/g) ?? []) ?? [];
    expect(times.length).toBeGreaterThan(0);
    const benchmarks = read("docs/BENCHMARKS.md");
    expect(times.filter((time) => !benchmarks.includes(time))).toEqual([]);
  });
});
