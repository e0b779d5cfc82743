import { expect, it } from "vitest";
import { checkByHelp, flagsIn } from "./help.ts";

it("reads long flags of any help, also those that can be negated", () => {
  const help = "usage: x [-w|--workspace <name>] --[no-]verify\n      --enable-feature= ...\n -a, --append  Append";
  expect([...flagsIn(help)]).toEqual(["--workspace", "--verify", "--no-verify", "--enable-feature", "--append"]);
});

it("says of a program that is not installed that its flags were not checked", () => {
  const args = ["release", "create", "v1", "--notes-file=x", "--", "--not-a-flag"];
  const found = checkByHelp("no-such-program", { kind: "program", words: () => 2 }, args, 7);
  expect(found).toEqual({
    problems: [],
    unchecked: [
      { line: 7, command: "no-such-program release create --notes-file", why: "no-such-program is not installed" },
    ],
  });
});
