import { describe, expect, it } from "vitest";
import { decodedText, lineChanges } from "./text-difference.ts";

describe("a text's lines", () => {
  const shown = (before: string, after: string) =>
    lineChanges(before, after).map(({ kind, line }) => ({ same: " ", added: "+", deleted: "-" })[kind] + line);

  it("keep what is common", () => {
    expect(shown("a\nb\nc", "a\nx\nc\nd")).toEqual([" a", "-b", "+x", " c", "+d"]);
    expect(shown("a\nb\nb\nc", "b\nb\na\nc")).toEqual(["-a", " b", " b", "+a", " c"]);
    expect(shown("", "a\nb")).toEqual(["+a", "+b"]);
    expect(shown("a\n\nb", "a\nb")).toEqual([" a", " b"]);
  });

  it("leave out what is far from a change", () => {
    const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + index}`);
    const before = [...lines(0, 10), "old", ...lines(10, 20), "old too", ...lines(20, 30)];
    const after = [...lines(0, 10), "new", ...lines(10, 20), ...lines(20, 30)];
    expect(shown(before.join("\n"), after.join("\n"))).toEqual([
      " ...",
      " 8",
      " 9",
      "-old",
      "+new",
      " 10",
      " 11",
      " ...",
      " 18",
      " 19",
      "-old too",
      " 20",
      " 21",
      " ...",
    ]);
  });

  it("are replaced as a whole where there are too many to compare", () => {
    const text = (word: string) => Array.from({ length: 3000 }, (_, index) => `${word}${index % 7}`).join("\n");
    expect(lineChanges(text("a"), text("b"))).toHaveLength(6000);
  });
});

describe("a text that holds a value", () => {
  it.each([
    ['{"a": 1}', { notation: "json", value: { a: 1 } }],
    ["[1, null]\n", { notation: "json", value: [1, null] }],
    ["a: 1\nb:\n  - x", { notation: "yaml", value: { a: 1, b: ["x"] } }],
    ["first\nsecond", undefined],
    ["note: of one line", undefined],
    ["a: 1\n---\nb: 2", undefined],
    ["a: [1\nb: 2", undefined],
    ["7", undefined],
    ['"text"', undefined],
    ["", undefined],
  ])("%j", (text, expected) => {
    expect(decodedText(text)).toEqual(expected);
  });
});
