import { expect, it } from "vitest";
import { parseDocument } from "./document.ts";

it("finds fences with language, marks, text and line, also in lists", () => {
  const { fences } = parseDocument(
    "a.md",
    "# A\n\n```sh run fails\nfalse\n```\n\n- item\n\n  ~~~json\n  {}\n  ~~~\n\n```\nx\n```\n",
  );
  expect(fences).toEqual([
    { language: "sh", marks: ["run", "fails"], text: "false", line: 3 },
    { language: "json", marks: [], text: "{}", line: 9 },
    { language: "", marks: [], text: "x", line: 13 },
  ]);
});

it("tells indented code blocks from fences", () => {
  expect(parseDocument("a.md", "text\n\n    code\n    more\n")).toMatchObject({ fences: [], indented: [3] });
});

it("finds links, also in tables and by reference, and names headings", () => {
  const { links, anchors } = parseDocument(
    "a.md",
    "## `b` of C\n\n| a |\n|---|\n| [x](y.md#z) ![i](i.png) |\n\n[r]: t.md\n",
  );
  expect(links).toEqual([
    { target: "y.md#z", line: 5 },
    { target: "i.png", line: 5 },
    { target: "t.md", line: 7 },
  ]);
  expect([...anchors]).toEqual(["b-of-c"]);
});
