import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type RevisionRoles, renderReleaseTrackRules } from "./release-track.ts";

const STABLE: RevisionRoles = {
  revision: "ai-1",
  service: "ai-pipeline",
  version: "1.0.0-newidea",
  tracks: ["stable"],
};
const BOTH: RevisionRoles = { revision: "web-1", service: "frontend", version: "1.1.0", tracks: ["stable", "canary"] };
const NONE: RevisionRoles = { revision: "ai-0", service: "ai-pipeline", version: "0.9.0", tracks: [] };

const revisions = fc.uniqueArray(
  fc.record({
    revision: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
    service: fc.constant("ai-pipeline"),
    version: fc.constant("1.1.0"),
    tracks: fc.uniqueArray(fc.constantFrom("stable" as const, "canary" as const, "previous" as const)),
  }),
  { selector: ({ revision }) => revision, maxLength: 5 },
);

describe("renderReleaseTrackRules", () => {
  it("records one series for each role of each revision", () => {
    const { groups } = parse(renderReleaseTrackRules([STABLE, BOTH, NONE]));
    const labels = (of: RevisionRoles, track: string) => {
      const { service, version, revision } = of;
      return { record: "release_track", expr: "vector(1)", labels: { service, version, revision, track } };
    };
    const rules = [labels(STABLE, "stable"), labels(BOTH, "canary"), labels(BOTH, "stable")];
    expect(groups).toEqual([{ name: "release-track", rules }]);
  });

  it("does not depend on order, so that an unchanged release asks for no reload", () => {
    fc.assert(
      fc.property(revisions, (all) => {
        const reversed = all.toReversed().map((each) => ({ ...each, tracks: each.tracks.toReversed() }));
        expect(renderReleaseTrackRules(reversed)).toBe(renderReleaseTrackRules(all));
      }),
    );
  });

  it.each([
    ["no role", [NONE]],
    ["roles", [STABLE, BOTH]],
  ])("is accepted by promtool with %s", (_what, roles) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rules-"));
    try {
      fs.writeFileSync(path.join(folder, "rules.yml"), renderReleaseTrackRules(roles));
      const checked = execFileSync("promtool", ["check", "rules", path.join(folder, "rules.yml")], {
        encoding: "utf8",
      });
      expect(checked).toContain("SUCCESS");
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
