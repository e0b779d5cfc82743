import { expect, test } from "vitest";
import { canaryPassed } from "./canary-passed.ts";

const passed = { percent: 50, since: 1000 };
const deployed = { api: "api-2", page: "page-2" };

test.each([
  ["the canary that was deployed", { page: "page-2", api: "api-2" }, 50],
  ["another one, which begins anew", { api: "api-3", page: "page-2" }, 0],
  ["none", undefined, 50],
])("where config asks for %s", (_case, asked, percent) => {
  expect(canaryPassed(asked, deployed, passed)).toEqual({ percent, since: 1000 });
});
