import { expect, test } from "vitest";
import { reachedBefore } from "./reached.ts";

const upstreams = { api: "api", page: "page" };

test("stable and what was stable before it have had all traffic, the canary its share", () => {
  const exposure = {
    upstreams,
    stable: { api: "api-1", page: "page-1" },
    canary: { api: "api-2", page: "page-1" },
    percent: 50,
  };
  expect(reachedBefore({ exposure, previous: { api: "api-0" } })).toEqual({
    "api-0": 100,
    "api-1": 100,
    "api-2": 50,
    "page-1": 100,
  });
});

test("without a release under way only stable is known", () => {
  expect(reachedBefore({ exposure: { upstreams, stable: { api: "api-1" }, percent: 0 } })).toEqual({ "api-1": 100 });
});
