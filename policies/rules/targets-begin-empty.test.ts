import { expect, test } from "vitest";
import { TARGET } from "../resource-types.ts";
import { judgeResource, type Shown } from "../testing/judge.ts";
import { targetsBeginEmpty } from "./targets-begin-empty.ts";

const REVISION = "ai-pipeline-1.1.0-a1b2c3";

function target(props: object, more: Partial<Shown> = {}): Shown {
  const ignoreChanges = ["weight", "tags"];
  return {
    type: TARGET,
    name: REVISION,
    props: { weight: 0, tags: [`rev:${REVISION}`], ...props },
    ignoreChanges,
    ...more,
  };
}

const judged = (shown: Shown) => judgeResource(targetsBeginEmpty, shown);

test("a revision's target begins with weight 0 and leaves its weight to the shift", async () => {
  expect(await judged(target({}))).toEqual([]);
});

test.each([100, 1, undefined])("weight %s gives users to what no gate has seen", async (weight) => {
  expect(await judged(target({ weight }))).toEqual([
    `weight is ${weight}; it must be 0 until the gates have marked the target as smoked.`,
  ]);
});

test("a target that does not ignore its weight would be undone by every update", async () => {
  expect(await judged(target({}, { ignoreChanges: ["tags"] }))).toEqual([
    "ignoreChanges is [tags]; it must hold weight, or every update would undo the shift.",
  ]);
});

test("what a refresh has read of a target that has earned its weight is no violation", async () => {
  expect(await judged(target({ weight: 90, tags: [`rev:${REVISION}`, "smoked", "proven"] }))).toEqual([]);
});

test.each(["stable-automation-service", "canary-ai-pipeline", "previous-frontend"])(
  "the target of the track upstream %s has its weight at once",
  async (name) => {
    expect(await judged(target({ weight: 100, tags: [] }, { name, ignoreChanges: [] }))).toBeUndefined();
  },
);

test("a name that only looks like a track's is judged as a main upstream's", async () => {
  expect(await judged(target({ weight: 100 }, { name: "canary-other" }))).toHaveLength(1);
});

test("other resources are none of its business", async () => {
  expect(await judged({ type: "kong:index/route:Route", props: { weight: 100 } })).toBeUndefined();
});
