import { expect, it } from "vitest";
import type { Exposure } from "../exposure.ts";
import { roleChange } from "./role-change.ts";

const OLD = { api: "api-1", page: "page-1" };
const NEW = { api: "api-2", page: "page-1" };
const upstreams = { api: "api", page: "page" };
const only = (stable: typeof OLD): Exposure => ({ upstreams, stable, percent: 0 });
const release = (percent: number): Exposure => ({ upstreams, stable: OLD, canary: NEW, percent });

it.each([
  [
    "the canary becomes stable",
    { exposure: release(100) },
    only(NEW),
    { change: "promoted", revisions: ["api-2", "page-1"] },
  ],
  [
    "what was kept becomes stable again",
    { exposure: only(NEW), previous: OLD },
    only(OLD),
    { change: "promotion undone", revisions: ["api-1", "page-1"] },
  ],
  ["the canary goes", { exposure: release(10) }, only(OLD), { change: "aborted", revisions: ["api-2"] }],
])("tells that %s", (_name, before, after, expected) => {
  expect(roleChange(before, after)).toEqual(expected);
});

it.each([
  ["a phase", { exposure: release(10) }, release(50)],
  ["a release that begins", { exposure: only(OLD) }, release(0)],
  ["another canary in its place", { exposure: release(10) }, { ...release(0), canary: { ...NEW, api: "api-3" } }],
  ["a stable that was never a canary", { exposure: only(OLD) }, only({ ...OLD, api: "api-9" })],
])("has nothing to tell of %s", (_name, before, after) => {
  expect(roleChange(before, after)).toBeUndefined();
});
