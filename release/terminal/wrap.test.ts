import fc from "fast-check";
import { expect, it } from "vitest";
import { COLUMNS, truncate, wrap } from "./wrap.ts";

it("never makes a line of more than 80 columns, and loses no word", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[!-~]{1,200}$/)), fc.nat(10), (words, indent) => {
      const lines = wrap(words.join(" "), " ".repeat(indent));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(COLUMNS);
      expect(lines.join("").replaceAll(" ", "")).toBe(words.join(""));
    }),
  );
});

it("cuts what is too long, visibly", () => {
  expect([truncate("abcd", 4), truncate("abcde", 4)]).toEqual(["abcd", "abc…"]);
});
