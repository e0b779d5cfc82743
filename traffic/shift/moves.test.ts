import { describe, expect, test } from "vitest";
import type { MarkedTarget } from "../../gates/targets.ts";
import type { Exposure } from "../exposure.ts";
import {
  advanceOf,
  comparedShare,
  decideMoves,
  drainedWithConsent,
  emptyServices,
  foreignWeights,
  judgedRevisions,
  provenByCommit,
} from "./moves.ts";

const ADDRESSES = { "api-1": "127.0.0.1:1", "api-2": "127.0.0.1:2", "page-1": "127.0.0.1:3", "page-2": "127.0.0.1:4" };

function target(revision: keyof typeof ADDRESSES, weight: number, tags: string[] = ["smoked"]): MarkedTarget {
  const marks = { smoked: tags.includes("smoked"), proven: tags.includes("proven"), drained: tags.includes("drained") };
  return { id: `id-${revision}`, address: ADDRESSES[revision], revision, weight, tags, ...marks };
}

function exposure(percent: number, canary = true): Exposure {
  return {
    upstreams: { api: "api", page: "page" },
    stable: { api: "api-1", page: "page-1" },
    ...(canary ? { canary: { api: "api-2", page: "page-2" } } : {}),
    percent,
  };
}

const at = (percent: number) => ({
  api: [target("api-1", 100 - percent, ["smoked", "proven"]), target("api-2", percent)],
  page: [target("page-1", 100 - percent, ["smoked", "proven"]), target("page-2", percent)],
});
const passed = (percent: number) => ({
  api: { "api-1": 100 - percent, "api-2": percent },
  page: { "page-1": 100 - percent, "page-2": percent },
});

function moves(asked: Exposure, there: ReturnType<typeof at>, last: ReturnType<typeof passed> | object) {
  const decision = decideMoves(asked, ADDRESSES, there, last as ReturnType<typeof passed>);
  if (decision.kind !== "moves") throw new Error(JSON.stringify(decision));
  return decision.moves;
}

describe("what a move exposes anew", () => {
  test("a canary that gets more than has passed", () => {
    const { rises, baseline } = moves(exposure(50), at(10), passed(10));
    expect(rises).toEqual([
      { service: "api", revision: "api-2", from: 10, to: 50 },
      { service: "page", revision: "page-2", from: 10, to: 50 },
    ]);
    expect(baseline.api).toEqual({ "api-1": 90, "api-2": 10 });
  });

  test("nothing, when traffic goes back to a proven stable", () => {
    expect(moves(exposure(0), at(50), passed(50)).rises).toEqual([]);
  });

  test("a stable that was never proven", () => {
    const there = { ...at(0), api: [target("api-1", 0), target("api-2", 100)] };
    const { rises } = moves(exposure(0), there, passed(0));
    expect(rises).toEqual([{ service: "api", revision: "api-1", from: 0, to: 100 }]);
  });

  test("what another hand has lowered since it passed is exposed anew", () => {
    expect(moves(exposure(50), at(0), passed(50)).rises).toContainEqual({
      service: "api",
      revision: "api-2",
      from: 0,
      to: 50,
    });
  });

  test("nothing, when only roles change: the promoted canary keeps what it has", () => {
    const promoted = { ...exposure(0, false), stable: { api: "api-2", page: "page-2" } };
    expect(moves(promoted, at(100), passed(100)).rises).toEqual([]);
  });

  test("a target that the gateway does not have is named, with its address", () => {
    const there = { ...at(0), api: [target("api-1", 100)] };
    expect(decideMoves(exposure(10), ADDRESSES, there, passed(0))).toEqual({
      kind: "no target",
      reason: "upstream api has no target of api-2 at 127.0.0.1:2",
    });
  });
});

describe("the step of a release", () => {
  const rises = [
    { service: "api", revision: "api-2", from: 0, to: 50 },
    { service: "page", revision: "page-2", from: 0, to: 50 },
  ];

  test("begins at the least that any of its revisions has passed with", () => {
    expect(advanceOf(rises, { page: { "page-2": 10 } })).toEqual({ from: 0, to: 50 });
  });

  test("begins at what has passed, also where another hand has lowered it since", () => {
    expect(advanceOf(rises, passed(10))).toEqual({ from: 10, to: 50 });
  });

  test("is none when all of it has passed before", () => {
    expect(advanceOf(rises, passed(50))).toBeUndefined();
  });
});

describe("whose executions are judged", () => {
  test("those of the rising revision of the judged service", () => {
    expect(judgedRevisions([{ service: "api", revision: "api-2", from: 0, to: 10 }], exposure(10), "api")).toEqual([
      "api-2",
    ]);
  });

  test("where only another service rises, those of all that users of it go through", () => {
    const same = { ...exposure(10), canary: { api: "api-1", page: "page-2" } };
    expect(judgedRevisions([{ service: "page", revision: "page-2", from: 0, to: 10 }], same, "api")).toEqual(["api-1"]);
  });
});

test("upstreams where nobody has weight are found", () => {
  expect(emptyServices({ api: [target("api-1", 0)], page: [target("page-1", 100)] })).toEqual(["api"]);
});

test("weights of another hand are found, also on targets that the move did not name", () => {
  const { want } = moves(exposure(50), at(10), passed(10));
  const there = { api: [target("api-1", 50), target("api-2", 50)], page: [target("page-1", 60), target("page-2", 50)] };
  const found = foreignWeights({ want, baseline: {}, rises: [] }, there);
  expect(found.map(({ target: { revision }, written }) => [revision, written])).toEqual([["page-1", 50]]);
});

describe("what a commit proves", () => {
  test.each([
    [50, ["api-1", "page-1"]],
    [100, ["api-2", "page-2"]],
  ])("at %d %%", (percent, expected) => {
    const { want } = moves(exposure(percent), at(10), passed(10));
    expect(provenByCommit(exposure(percent), want, at(10)).map(({ target: { revision } }) => revision)).toEqual(
      expected,
    );
  });
});

describe("what an operator has drained", () => {
  const drained = {
    ...at(0),
    api: [target("api-1", 100, ["smoked", "proven"]), target("api-2", 0, ["smoked", "drained"])],
  };

  test("may not rise, though it has passed before", () => {
    expect(decideMoves(exposure(10), ADDRESSES, drained, passed(10))).toEqual({ kind: "drained", revision: "api-2" });
  });

  test("is free again when a config that gives it nothing is committed", () => {
    const agreed = moves(exposure(0), drained, passed(10));
    expect(drainedWithConsent(agreed.want, drained)).toEqual([{ service: "api", target: drained.api[1] }]);
  });

  test("stays so while it has traffic", () => {
    const want = { api: new Map([["id-api-2", 10]]) };
    expect(drainedWithConsent(want, drained)).toEqual([]);
  });
});

describe("the share by which canary and stable are compared", () => {
  test("is the canary's, of a service of which both have traffic", () => {
    expect(comparedShare(exposure(10), "api", ["api-2"], ["api-1"])).toBeCloseTo(0.1, 12);
    expect(comparedShare(exposure(50), "api", ["api-2"], ["api-1"])).toBeCloseTo(0.5, 12);
  });

  test("is none without a stable side, with one that has no traffic, and for several judged revisions", () => {
    expect(comparedShare(exposure(10), "api", ["api-2"], [])).toBeUndefined();
    expect(comparedShare(exposure(100), "api", ["api-2"], ["api-1"])).toBeUndefined();
    expect(comparedShare(exposure(10), "api", ["api-1", "api-2"], ["api-1"])).toBeUndefined();
  });
});
