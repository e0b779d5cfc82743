import { expect, test } from "vitest";
import { demandsOf } from "./stack-demands.ts";

test.each([
  ["local", { objectives: false, production: false }],
  ["staging", { objectives: true, production: false }],
  ["production", { objectives: true, production: true }],
  ["production-eu", { objectives: true, production: true }],
  ["productive", { objectives: true, production: false }],
  ["somebody's new one", { objectives: true, production: false }],
])("%s is held to %j", (stack, demands) => {
  expect(demandsOf(stack)).toEqual(demands);
});
