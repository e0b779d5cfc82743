import { expect, it } from "vitest";
import { parseChangelog } from "./changelog/parse.ts";
import { notesOf } from "./notes.ts";
import { CHANGELOG, RELEASE } from "./test/changelogs.ts";

it("the notes of the whole are its entry, each paragraph on one line", () => {
  const notes = notesOf({ version: "1.1.0", subject: "walking-skeleton" }, RELEASE);
  expect(notes.split("\n")[0]).toBe("## [Walking Skeleton v1.1.0] - 2026-11-24");
  expect(notes).toContain(
    "\n\nThe walking skeleton, released as a canary.\n\n#1 is no comment to git.\n\n### Components\n\n",
  );
  expect(notes).toContain(
    "- **automation-service**: Proxy endpoint `/ai/execute`, for **everyone**\n- **frontend**: Exec",
  );
  expect(parseChangelog(`# Changelog\n\n${notes}`).releases).toEqual(parseChangelog(CHANGELOG).releases.slice(0, 1));
});

it("the notes of a component are its part", () => {
  expect(
    notesOf({ version: "1.1.0", subject: "automation-service" }, RELEASE),
  ).toBe(`## automation-service 3.0.1 - 2026-11-24

Part of Walking Skeleton v1.1.0.

### Added

- Proxy endpoint \`/ai/execute\`, for **everyone**

### Fixed

- Trace id in every answer`);
});

it("a component without a version has no notes", () => {
  const unnamed = { ...RELEASE, components: {} };
  expect(() => notesOf({ version: "1.1.0", subject: "frontend" }, unnamed)).toThrow("TAG004: ");
});
