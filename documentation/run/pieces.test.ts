import { expect, it } from "vitest";
import { piecesOf } from "./pieces.ts";

it.each<[string, [number, string][]]>([
  [
    "a\n\nb && c",
    [
      [0, "a"],
      [2, "b && c"],
    ],
  ],
  [
    "a \\\n  b\nc \\\\\nd",
    [
      [0, "a \\\n  b"],
      [2, "c \\\\"],
      [3, "d"],
    ],
  ],
  [
    "for x in 1 2; do\n  a\ndone\nb |\n  c",
    [
      [0, "for x in 1 2; do\n  a\ndone"],
      [3, "b |\n  c"],
    ],
  ],
  [
    "cat <<END\nif\nEND\nb 'c\nd'",
    [
      [0, "cat <<END\nif\nEND"],
      [3, "b 'c\nd'"],
    ],
  ],
  [
    "# only a comment\na &",
    [
      [0, "# only a comment"],
      [1, "a &"],
    ],
  ],
])("cuts %j where bash does", (block, pieces) => {
  expect(piecesOf(block)).toEqual(pieces.map(([line, text]) => ({ line, text })));
});

it("refuses what bash cannot read", () => {
  expect(() => piecesOf("a\nif true; then\nb")).toThrow("bash cannot read it");
  expect(() => piecesOf("a \\")).toThrow("backslash");
});
