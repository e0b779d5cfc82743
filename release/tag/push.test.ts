import { expect, it } from "vitest";
import { pushCommands } from "./push.ts";

const NAMES = ["a", "b", "c", "whole"];

it("pushes the parts, then the whole: never more than three tags at once", () => {
  expect(pushCommands(NAMES, ["origin"])).toEqual(["git push origin a b c", "git push origin whole"]);
});

it.each([
  [["mirror", "origin"], "origin"],
  [["upstream"], "upstream"],
  [["mirror", "upstream"], "<remote>"],
  [[], "<remote>"],
])("of the remotes %j it names %s", (remotes, named) => {
  expect(pushCommands(NAMES, remotes)[1]).toBe(`git push ${named} whole`);
});
