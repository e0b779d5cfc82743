import path from "node:path";
import { expect, it } from "vitest";
import { RELEASES, stackSettings } from "./releases.ts";
import { namesOfReleases } from "./revision-names.ts";

it("names the revisions of every release, each with its version; what releases have in common has one name", () => {
  const root = path.resolve(import.meta.dirname, "../..");
  const names = namesOfReleases(root, stackSettings({ proxy: 1, admin: 2, prometheus: 3 }));
  expect(Object.keys(names)).toEqual(Object.keys(RELEASES));
  expect(names.next.automationService).toMatch(/^automation-service-3\.0\.1-[0-9a-f]{6}$/);
  expect(names.broken.automationService).toMatch(/^automation-service-3\.0\.1-[0-9a-f]{6}$/);
  // It calls another ai-pipeline, so it is another revision of the same version.
  expect(names.broken.automationService).not.toBe(names.next.automationService);
  expect(names.broken.frontend).toBe(names.next.frontend);
});
