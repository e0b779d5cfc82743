import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { secret } from "./marks.ts";
import { type PropertyPath, parsePropertyPath, pathContains, pathText, resetAtPath } from "./property-path.ts";

const part = fc.oneof(
  fc.string({ minLength: 1 }).filter((name) => name !== "*"),
  fc.nat(20),
);
const path = fc.array(part, { minLength: 1, maxLength: 4 }).filter(([first]) => typeof first === "string");

describe("parsePropertyPath", () => {
  test.each<[string, PropertyPath]>([
    ["a", ["a"]],
    ["a.b[0].c", ["a", "b", 0, "c"]],
    ['a["with.dots"]', ["a", "with.dots"]],
    ['["a \\"quoted\\" one"].b', ['a "quoted" one', "b"]],
    ["tags[*].name", ["tags", "*", "name"]],
    ["tags.*", ["tags", "*"]],
  ])("reads %s", (text, parsed) => {
    expect(parsePropertyPath(text)).toEqual(parsed);
  });

  test("names a path that it cannot read", () => {
    expect(() => parsePropertyPath("a[b")).toThrow("'a[b' is not a property path");
  });

  test("reads what pathText writes", () => {
    fc.assert(
      fc.property(path, (parts) => {
        expect(parsePropertyPath(pathText(parts))).toEqual(parts);
      }),
    );
  });
});

test("a path contains itself and what is inside it, by any name where it says *", () => {
  expect(pathContains(["a", "*"], ["a", 3, "b"])).toBe(true);
  expect(pathContains(["a", "b"], ["a"])).toBe(false);
  expect(pathContains(["a", 0], ["a", 1])).toBe(false);
});

describe("resetAtPath", () => {
  const reset = (text: string, from: object, to: object): unknown =>
    resetAtPath(parsePropertyPath(text), from as never, to as never);

  test.each([
    ["puts a value back", "a", { a: 1 }, { a: 2, b: 3 }, { a: 1, b: 3 }],
    ["takes away what was not there", "a", {}, { a: 2, b: 3 }, { b: 3 }],
    ["brings back what is gone", "a", { a: 1 }, {}, { a: 1 }],
    ["reaches into objects", "a.b", { a: { b: 1 } }, { a: { b: 2, c: 3 } }, { a: { b: 1, c: 3 } }],
    ["reaches into lists", "a[1].b", { a: [1, { b: 2 }] }, { a: [9, { b: 8 }] }, { a: [9, { b: 2 }] }],
    [
      "takes every item",
      "a[*].b",
      { a: [{ b: 1 }, { b: 2 }] },
      { a: [{ b: 3 }, { b: 4 }] },
      { a: [{ b: 1 }, { b: 2 }] },
    ],
    ["takes every property", "a.*", { a: { b: 1 } }, { a: { b: 2, c: 3 } }, { a: { b: 1 } }],
    ["lets be what neither has", "a.b.c", {}, { x: 1 }, { x: 1 }],
  ])("%s", (_name, text, from, to, expected) => {
    expect(reset(text, from, to)).toEqual(expected);
  });

  test.each([
    ["a list that got longer", "a[1]", { a: [1] }, { a: [1, 2] }],
    ["lists of different lengths", "a[*]", { a: [1] }, { a: [1, 2] }],
    ["an object that is gone", "a.b", { a: { b: 1 } }, {}],
  ])("refuses %s", (_name, text, from, to) => {
    expect(reset(text, from, to)).toBeUndefined();
  });

  test("what comes out of a secret stays secret", () => {
    expect(reset("a.b", { a: secret({ b: 1 }) }, { a: { b: 2 } })).toEqual({ a: { b: secret(1) } });
    expect(reset("a.b", { a: { b: 1 } }, { a: secret({ b: 2 }) })).toEqual({ a: secret({ b: 1 }) });
  });

  test("doing it twice is doing it once", () => {
    const properties = fc.dictionary(fc.constantFrom("a", "b"), fc.dictionary(fc.constantFrom("c", "d"), fc.nat(3)));
    fc.assert(
      fc.property(properties, properties, fc.constantFrom("a", "a.c", "b.*", "a.d"), (from, to, text) => {
        const once = reset(text, from, to);
        if (once !== undefined) expect(reset(text, from, once as object)).toEqual(once);
      }),
    );
  });
});
