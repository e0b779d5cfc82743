import { describe, expect, it } from "vitest";
import { parseShell } from "./parse.ts";
import { type ShellError, UNKNOWN } from "./scanner.ts";

const commandsOf = (text: string) => parseShell(text).commands.map(({ words }) => words.map((word) => word.text));

describe("finds every simple command", () => {
  it.each<[string, string[][]]>([
    ["a b  # comment\nc", [["a", "b"], ["c"]]],
    ["a && b || c; d | e & f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]],
    ["X=1 Y='2 3' a b", [["a", "b"]]],
    ["X=$(a b)", [["a", "b"]]],
    ["a \\\n  --flag \\\n  b", [["a", "--flag", "b"]]],
    ["a >out 2>&1 </dev/null 2> err b", [["a", "b"]]],
    ["a 'b c' \"d $X e\" f\\ g", [["a", "b c", `d ${UNKNOWN} e`, "f g"]]],
    [
      'a "$(b "c d")" \x24{E:-f}',
      [
        ["b", "c d"],
        ["a", UNKNOWN, UNKNOWN],
      ],
    ],
    ["a --stack=<name> v<version>-x", [["a", `--stack=${UNKNOWN}`, `v${UNKNOWN}-x`]]],
    [
      "until a b; do sleep 1; done",
      [
        ["a", "b"],
        ["sleep", "1"],
      ],
    ],
    ["for x in 1 $(a) 3; do\n  b $x\ndone", [["a"], ["b", UNKNOWN]]],
    ["if ! a; then (b; c) else { d; } fi", [["a"], ["b"], ["c"], ["d"]]],
    ["cat <<'END'\n$(not a command)\nEND\nb", [["cat"], ["b"]]],
    ["a *.md", [["a", `${UNKNOWN}.md`]]],
    ["! a | b", [["a"], ["b"]]],
    ["'if' a", [["if", "a"]]],
  ])("of %j", (text, commands) => {
    expect(commandsOf(text)).toEqual(commands);
  });
});

describe("refuses, by line, what it would not look into", () => {
  it.each([
    ["a `b`", "backticks"],
    ["a $((1 + 2))", "arithmetic"],
    ["case $x in a) b;; esac", "case"],
    ["[[ -f x ]]", "[["],
    ["f() { a; }", "parentheses"],
    ["a <(b)", "process"],
    ["a {b,c}", "braces"],
    ["a \x24{B:-$(c)}", "expansion"],
    ["a 'b", "quote"],
    ["a $(b", "parenthesis"],
    ["cat <<END\n$(a)\nEND", "here-document"],
    ["a $'b'", "quote"],
  ])("%j", (text, what) => {
    expect(() => parseShell(`first\n${text}`)).toThrow(expect.objectContaining({ name: "ShellError" }));
    expect(() => parseShell(`first\n${text}`)).toThrow(what);
    try {
      parseShell(`first\n${text}`);
    } catch (error) {
      expect((error as ShellError).line).toBeGreaterThanOrEqual(1);
    }
  });
});

it("counts lines from 0, also after a continued one", () => {
  expect(parseShell("a \\\n b\nc").commands.map(({ line }) => line)).toEqual([0, 2]);
});

it("gives the text without placeholders", () => {
  expect(parseShell("a <b-c> d").withoutPlaceholders).toBe("a _b-c_ d");
});
