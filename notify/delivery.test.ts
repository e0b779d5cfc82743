import { expect, it } from "vitest";
import { judgeReply, waitBefore } from "./delivery.ts";

it.each([
  [200, "delivered"],
  [204, "delivered"],
  [302, "refused"],
  [400, "unfit"],
  [403, "refused"],
  [404, "refused"],
  [408, "again"],
  [429, "again"],
  [500, "again"],
  [503, "again"],
])("HTTP %i is %s", (status, kind) => {
  expect(judgeReply({ kind: "answer", status, header: () => undefined, body: "" }).kind).toBe(kind);
});

it("tries again where nobody answers, and waits twice as long each time, up to a minute", () => {
  expect(judgeReply({ kind: "no answer", reason: "timeout" })).toEqual({
    kind: "again",
    reason: "no answer (timeout)",
  });
  expect([1, 2, 3, 7, 50].map(waitBefore)).toEqual([1000, 2000, 4000, 60_000, 60_000]);
});
