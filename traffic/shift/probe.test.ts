import { expect, test } from "vitest";
import { tracksOf } from "./probe.ts";

const exposure = { upstreams: { api: "api" }, stable: { api: "api-1" }, canary: { api: "api-2" }, percent: 10 };

test.each([
  ["the canary", ["api-2"], exposure, ["canary"]],
  ["a new stable without a canary", ["api-1"], { ...exposure, canary: undefined }, ["stable"]],
  ["what a page's canary calls", ["api-1"], { ...exposure, canary: { api: "api-1", page: "page-2" } }, ["canary"]],
  ["both", ["api-1", "api-2"], exposure, ["stable", "canary"]],
])("%s is reached by its own track", (_case, judged, asked, expected) => {
  expect(tracksOf(judged, asked, "api")).toEqual(expected);
});
