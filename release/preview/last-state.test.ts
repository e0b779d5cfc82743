import { expect, it } from "vitest";
import { type Artifact, newestTrusted } from "./last-state.ts";

const artifact = (id: number, given: Partial<Artifact & Artifact["workflow_run"]> = {}): Artifact => ({
  name: "state-production",
  expired: false,
  created_at: `2026-01-0${id}T00:00:00Z`,
  ...given,
  workflow_run: { id, head_branch: "main", repository_id: 1, head_repository_id: 1, ...given },
});

it("is that of the newest run of the repository's own default branch", () => {
  const all = [artifact(1), artifact(3), artifact(2)];
  expect(newestTrusted(all, "state-production", "main")).toBe(3);
});

it.each([
  ["has expired", artifact(9, { expired: true })],
  ["is of another stack", artifact(9, { name: "state-staging" })],
  ["is of another branch", artifact(9, { head_branch: "feature" })],
  ["is of a fork whose branch has the same name", artifact(9, { head_repository_id: 2 })],
])("is never one that %s", (_what, bad) => {
  expect(newestTrusted([bad], "state-production", "main")).toBeUndefined();
  expect(newestTrusted([bad, artifact(1)], "state-production", "main")).toBe(1);
});
