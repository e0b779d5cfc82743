import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfigKey, prettyKey, splitKeyPath } from "./config-key.ts";
import { formatPropertyPath, type PathSegment, parsePropertyPath } from "./config-path.ts";
import { type ConfigValue, coerceText, compactJson, configText } from "./config-value.ts";
import { getConfig, withConfig, withoutConfig } from "./stack-config.ts";

const name = fc.string({ minLength: 1 }).filter((text) => text !== "*" && !text.includes("\\"));
const segment: fc.Arbitrary<PathSegment> = fc.oneof(name, fc.nat({ max: 3 }));
const path = fc.tuple(name, fc.array(segment, { maxLength: 4 })).map(([first, rest]) => [first, ...rest]);

describe("parsePropertyPath", () => {
  it("reads back what it is written as", () => {
    fc.assert(
      fc.property(path, (segments) => {
        expect(parsePropertyPath(formatPropertyPath(segments))).toEqual(segments);
      }),
    );
  });

  it.each([
    ["outer.inner", ["outer", "inner"]],
    ["names[0]", ["names", 0]],
    ['["a.b"].c', ["a.b", "c"]],
    ['a["q\\"q"][2].foo-bar', ["a", 'q"q', 2, "foo-bar"]],
    ["a..b", ["a", "b"]],
    ["a[*]", ["a", "*"]],
  ])("%s", (text, segments) => expect(parsePropertyPath(text)).toEqual(segments));

  it.each([
    [".a", "expected property path to start with a name or index"],
    ["a.", "expected property path to end with a name or index"],
    ["a.[0]", "expected property name after '.'"],
    ["a[0", "missing closing bracket in array index"],
    ["a[x]", 'invalid array index: "x" is not an integer'],
    ['a["b', "missing closing quote in property name"],
    ['a["b"', "missing closing bracket in property access"],
  ])("refuses %s", (text, message) => expect(() => parsePropertyPath(text)).toThrow(message));
});

describe("keys", () => {
  it.each([
    ["k", false, "p:k"],
    ["aws:region", false, "aws:region"],
    ["aws:config:region", false, "aws:region"],
    ["outer.a:b", true, "p:outer.a:b"],
    ["aws:outer.inner[0]", true, "aws:outer.inner[0]"],
    ['["a.b"].c', true, 'p:["a.b"].c'],
  ])("%s (path: %s) is %s", (text, isPath, key) => expect(parseConfigKey(text, "p", isPath)).toBe(key));

  it("refuses what is no key", () => {
    expect(() => parseConfigKey("a:b:c", "p", false)).toThrow("could not parse a:b:c as a configuration key");
    expect(() => splitKeyPath("p:[0]")).toThrow("first path segment of config key must be a string");
  });

  it("are shown without the project's own namespace", () => {
    expect([prettyKey("p:k", "p"), prettyKey("aws:k", "p")]).toEqual(["k", "aws:k"]);
  });
});

describe("coerceText", () => {
  it.each<[string, ConfigValue]>([
    ["true", true],
    ["false", false],
    ["10", 10],
    ["-3", -3],
    ["0", 0],
    ["007", "007"],
    ["1.5", "1.5"],
    ["", ""],
    ["99999999999999999999", "99999999999999999999"],
  ])("%s", (text, value) => expect(coerceText(text)).toBe(value));
});

describe("config at paths", () => {
  it("gives back what was set, and nothing once it is removed", () => {
    const words = fc.array(
      name.filter((word) => word !== "secure"),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(words, fc.string(), (keys, value) => {
        const key = `p:${formatPropertyPath(keys)}`;
        const config = withConfig(new Map(), key, value, true);
        expect(getConfig(config, key, true)).toBe(value);
        expect(getConfig(withoutConfig(config, key, true), key, true)).toBeUndefined();
      }),
    );
  });

  it("makes lists and maps, and fills a new list's gaps", () => {
    const config = withConfig(withConfig(new Map(), "p:a.b[2]", 1, true), "p:a.c", true, true);
    expect(config.get("p:a")).toEqual({ b: [null, null, 1], c: true });
  });

  it("replaces a scalar at the top, but not further down", () => {
    const top = withConfig(new Map([["p:a", "text"]]), "p:a.b", 1, true);
    expect(top.get("p:a")).toEqual({ b: 1 });
    expect(() => withConfig(top, "p:a.b.c", 1, true)).toThrow("a.b: expected a map");
  });

  it.each([
    ["p:list[2]", "list[2]: array index out of range"],
    ["p:list.x", "list.x: key for an array must be an int"],
    ["p:map[0]", "map[0]: key for a map must be a string"],
    ["p:new.secure", 'new.secure: maps with the single key "secure" are reserved'],
  ])("refuses %s", (key, message) => {
    const config = new Map<string, ConfigValue>([
      ["p:list", ["a"]],
      ["p:map", { a: 1 }],
    ]);
    expect(() => withConfig(config, key, "x", true)).toThrow(message);
  });

  it("treats a path as a name without --path", () => {
    expect(withConfig(new Map(), "p:a.b", "x", false)).toEqual(new Map([["p:a.b", "x"]]));
  });
});

describe("texts for programs", () => {
  it("are the CLI's: scalars as they are, the rest as compact JSON with sorted keys", () => {
    expect(configText("10", String)).toBe("10");
    expect(configText(10, String)).toBe("10");
    expect(configText({ b: 1, a: { secure: "x" } }, (text) => `<${text}>`)).toBe('{"a":"\\u003cx\\u003e","b":1}');
    expect(compactJson(null)).toBe("null");
  });
});
