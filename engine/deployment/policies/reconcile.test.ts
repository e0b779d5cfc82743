import { describe, expect, test } from "vitest";
import { parseConfig } from "./config-file.ts";
import { configProblems, reconcile, unknownNames } from "./reconcile.ts";
import type { ConfigSchema, PackDescription } from "./rule.ts";

function pack(configSchema?: ConfigSchema, initialConfig: PackDescription["initialConfig"] = {}): PackDescription {
  const policy = { level: "advisory", judges: "resource", severity: undefined } as const;
  return {
    name: "pack",
    version: "1.0.0",
    supportsConfig: true,
    policies: [
      { ...policy, name: "sized", configSchema },
      { ...policy, name: "plain", configSchema: undefined },
    ],
    initialConfig,
  };
}

const SCHEMA: ConfigSchema = {
  properties: { max: { type: "number", minimum: 1, default: 3 }, word: { type: "string" } },
  required: ["word"],
};

describe("a policy's config", () => {
  test("is its own level and its schema's defaults, where nobody says anything", () => {
    expect(reconcile(pack(SCHEMA), {})).toEqual({
      sized: { level: "advisory", properties: { max: 3 } },
      plain: { level: "advisory", properties: {} },
    });
  });

  test("is what people say, over what the pack's code says, over the defaults", () => {
    const described = pack(SCHEMA, { sized: { level: "mandatory", properties: { max: 5, word: "code" } } });
    const given = parseConfig('{"sized": {"max": 7}, "plain": "disabled"}');
    expect(reconcile(described, given)).toEqual({
      sized: { level: "mandatory", properties: { max: 7, word: "code" } },
      plain: { level: "disabled", properties: {} },
    });
  });

  test("may be said for all at once; a policy's own goes before", () => {
    const given = parseConfig('{"all": "mandatory", "plain": {"enforcementLevel": "advisory"}}');
    expect(reconcile(pack(), given)).toMatchObject({ sized: { level: "mandatory" }, plain: { level: "advisory" } });
  });

  test("that the schema does not allow is named with policy and property", () => {
    const config = reconcile(pack(SCHEMA), parseConfig('{"sized": {"max": 0}}'));
    expect(configProblems(pack(SCHEMA), config)).toEqual([
      "sized: max: Too small: expected number to be >=1",
      "sized: word: Invalid input: expected string, received undefined",
    ]);
  });

  test("with a schema that cannot be checked is refused by name", () => {
    const schema = { properties: { o: { type: "object", dependencies: { a: ["b"] } } }, required: [] };
    expect(() => configProblems(pack(schema), reconcile(pack(schema), {}))).toThrow(
      "the config schema of the policy 'sized' has dependencies, which the embedded engine does not support",
    );
  });

  test("for a policy that is not there is noticed", () => {
    expect(unknownNames(pack(), parseConfig('{"all": "advisory", "plain": "advisory", "plane": "advisory"}'))).toEqual([
      "plane",
    ]);
  });
});

describe("a config file", () => {
  test("may be empty", () => {
    expect(parseConfig(" \n")).toEqual({});
  });

  test.each([
    [
      '{"a": "strict"}',
      'parsing enforcement level for "a": "strict" is not a valid enforcement level; allowed is one of',
    ],
    ['{"a": {"enforcementLevel": 5}}', 'parsing enforcement level for "a": 5 is not a valid'],
    ['{"a": 5}', 'parsing "a": 5 is not a valid value; must be a string or object'],
    ["[]", "it must be a JSON object"],
    ['{"environments": ["a/b"]}', "environments (ESC) are not supported"],
    ["{", "JSON"],
  ])("with %s is refused with what is wrong", (text, problem) => {
    expect(() => parseConfig(text)).toThrow(problem);
  });
});
