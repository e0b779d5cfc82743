import { expect, test } from "vitest";
import { CLAIM, STATEFUL_SET, VOLUME } from "../resource-types.ts";
import { demandsOf } from "../stack-demands.ts";
import { judgeResource, type Shown } from "../testing/judge.ts";
import { dataIsProtected } from "./data-is-protected.ts";

const judged = (shown: Shown, stack = "production") => judgeResource(dataIsProtected(demandsOf(stack)), shown);
const holders: Shown[] = [
  { type: CLAIM, name: "data", props: { spec: {} } },
  { type: STATEFUL_SET, name: "data", props: { spec: { volumeClaimTemplates: [{}] } } },
  { type: VOLUME, name: "data", props: {} },
];

test.each(holders)("a $type on production is protected", async (shown) => {
  expect(await judged({ ...shown, protect: true })).toEqual([]);
  expect(await judged(shown)).toEqual(["data holds data and is not protected; set its option protect to true."]);
  expect(await judged(shown, "staging")).toBeUndefined();
});

test("a StatefulSet without claims holds nothing", async () => {
  expect(await judged({ type: STATEFUL_SET, props: { spec: {} } })).toBeUndefined();
});
