import { describe, expect, it } from "vitest";
import { applyDefaults, type ConfigDeclaration, hasType, typeName, validateConfig } from "./config-schema.ts";
import type { ConfigValue } from "./config-value.ts";

const WHERE = { project: "p", stack: "dev" };

function declare(declaration: Partial<ConfigDeclaration>): ConfigDeclaration {
  return {
    type: undefined,
    description: undefined,
    default: undefined,
    value: undefined,
    secret: false,
    ...declaration,
  };
}

function validate(config: Record<string, ConfigValue>, schema: Record<string, Partial<ConfigDeclaration>>): void {
  const declared = new Map(Object.entries(schema).map(([key, declaration]) => [key, declare(declaration)]));
  validateConfig(applyDefaults(new Map(Object.entries(config)), declared, "p"), declared, WHERE, (text) => text);
}

describe("hasType", () => {
  it.each<[ConfigValue, boolean, boolean, boolean, boolean, boolean]>([
    // value, string, integer, boolean, object, array of strings
    ["text", true, false, false, false, false],
    ["12", true, true, false, false, false],
    ["-12", true, true, false, false, false],
    ["1.5", true, false, false, false, false],
    ["true", true, false, true, false, false],
    ["True", true, false, false, false, false],
    ["", true, false, false, false, false],
    [12, false, true, false, false, false],
    [1.5, false, false, false, false, false],
    [true, false, false, true, false, false],
    [null, false, false, false, false, false],
    [{ a: 1 }, false, false, false, true, false],
    [["a", "b"], false, false, false, false, true],
    [["a", 1], false, false, false, false, false],
    [[], false, false, false, false, true],
  ])("%j", (value, string, integer, boolean, object, array) => {
    expect(hasType(value, { type: "string" })).toBe(string);
    expect(hasType(value, { type: "integer" })).toBe(integer);
    expect(hasType(value, { type: "boolean" })).toBe(boolean);
    expect(hasType(value, { type: "object" })).toBe(object);
    expect(hasType(value, { type: "array", items: { type: "string" } })).toBe(array);
  });

  it("names nested lists", () => {
    expect(typeName({ type: "array", items: { type: "array", items: { type: "integer" } } })).toBe(
      "array<array<integer>>",
    );
  });
});

describe("applyDefaults", () => {
  it("turns scalars into texts, keeps lists and maps, and leaves what the stack says", () => {
    const schema = new Map([
      ["percent", declare({ default: 10 })],
      ["flag", declare({ default: false })],
      ["stable", declare({ default: { a: 1 } })],
      ["set", declare({ default: { a: 1, b: 2 } })],
      ["other:region", declare({ value: "x" })],
    ]);
    expect(applyDefaults(new Map([["p:set", { b: 3 }]]), schema, "p")).toEqual(
      new Map<string, ConfigValue>([
        ["p:set", { b: 3 }],
        ["p:flag", "false"],
        ["other:region", "x"],
        ["p:percent", "10"],
        ["p:stable", { a: 1 }],
      ]),
    );
  });
});

describe("validateConfig", () => {
  it("names one, two and three keys without a value", () => {
    const need = { type: { type: "string" } } as const;
    expect(() => validate({}, { a: need })).toThrow("Stack 'dev' is missing configuration value 'a'");
    expect(() => validate({}, { b: need, a: need })).toThrow("Stack 'dev' is missing configuration values 'a' and 'b'");
    expect(() => validate({}, { b: need, a: need, c: need })).toThrow("values 'a', 'b' and 'c'");
    expect(() => validate({ "p:a": "x" }, { a: need })).not.toThrow();
  });

  it("names key, type and value where the type is wrong", () => {
    expect(() => validate({ "p:percent": "abc" }, { percent: { type: { type: "integer" } } })).toThrow(
      "Stack 'dev' with configuration key 'percent' must be of type 'integer', it is 'abc'",
    );
    expect(() =>
      validate({ "p:names": ["a", 7] }, { names: { type: { type: "array", items: { type: "string" } } } }),
    ).toThrow("Stack 'dev' with configuration key 'names' must be of type 'array<string>', it is '[\"a\",7]'");
  });

  it("wants secrets encrypted, and checks what is inside of them", () => {
    const token = { type: { type: "string" }, secret: true } as const;
    expect(() => validate({ "p:token": "clear" }, { token })).toThrow(
      "Stack 'dev' with configuration key 'token' must be encrypted as it's secret",
    );
    expect(() => validate({ "p:token": { secure: "v1:…" } }, { token })).not.toThrow();
    expect(() =>
      validate({ "p:count": { secure: "many" } }, { count: { type: { type: "integer" }, secret: true } }),
    ).toThrow("must be of type 'integer', it is a secret that is of another");
  });
});
