import { describe, expect, it } from "vitest";
import type { PropertyDifference, StepMetadata } from "../../deployment/events.ts";
import { secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { ANSI, PLAIN } from "./palette.ts";
import { differenceLines, linesOfDifference, propertyLines, type ShownSames } from "./properties.ts";
import { differenceByProvider } from "./property-difference.ts";
import { stepOf, urnOf } from "./testing/events.ts";

function shown(before: PropertyMap, after: PropertyMap, sames: ShownSames = "everywhere"): string {
  return `\n${differenceLines(before, after, 1, PLAIN, sames).join("\n")}`;
}

describe("properties", () => {
  it("are shown by name, each kind in its form, without the engine's own", () => {
    const properties: PropertyMap = {
      text: 'a "b"\nc',
      list: [1, { deep: true }, []],
      empty: {},
      none: null,
      hidden: secret("x"),
      masked: "[secret]",
      later: UNKNOWN,
      json: '{"a":[1]}',
      large: 1e21,
      share: 0.25,
      __provider: "code",
    };
    expect(`\n${propertyLines(properties, 1, PLAIN).join("\n")}`).toMatchInlineSnapshot(`
      "
          empty : {}
          hidden: [secret]
          json  : (json) {
              a: [
                  [0]: 1
              ]
          }
          large : 1000000000000000000000
          later : [unknown]
          list  : [
              [0]: 1
              [1]: {
                  deep: true
              }
              [2]: []
          ]
          masked: [secret]
          none  : <null>
          share : 0.25
          text  : "a \\"b\\"\\nc""
    `);
    expect(propertyLines({ a: 1 }, 1, ANSI, "create")).toEqual(["\u001b[32m    a: 1\u001b[0m"]);
  });
});

describe("a difference of properties", () => {
  const before = {
    map: { a: 1, b: { c: 1 }, empty: [] },
    list: ["x", { y: 1, z: 1 }, "same", [1]],
    same: 1,
    gone: { a: [1, { b: 2 }] },
    none: null,
  };
  const after = {
    map: { a: 1, b: { c: 2 }, empty: [] },
    list: ["z", { y: 2, z: 1 }, "same", [1, 2], "new"],
    same: 1,
    come: [[1]],
  };

  it("shows what stays around what differs", () => {
    expect(shown(before, after)).toMatchInlineSnapshot(`
      "
        + come: [
        +     [0]: [
            +     [0]: 1
              ]
          ]
        - gone: {
            - a: [
            -     [0]: 1
            -     [1]: {
                    - b: 2
                  }
              ]
          }
        ~ list: [
            ~ [0]: "x" => "z"
            ~ [1]: {
                    ~ y: 1 => 2
                      z: 1
                  }
              [2]: "same"
            ~ [3]: [
                      [0]: 1
                    + [1]: 2
                  ]
            + [4]: "new"
          ]
        ~ map : {
              a    : 1
            ~ b    : {
                ~ c: 1 => 2
              }
          }
          same: 1"
    `);
    expect(shown(before, after, "inside")).toBe(shown(before, after).replace("\n    same: 1", ""));
  });

  it("shows nothing but what differs where that is asked for", () => {
    expect(shown(before, after, "nowhere")).toMatchInlineSnapshot(`
      "
        + come: [
        +     [0]: [
            +     [0]: 1
              ]
          ]
        - gone: {
            - a: [
            -     [0]: 1
            -     [1]: {
                    - b: 2
                  }
              ]
          }
        ~ list: [
            ~ [0]: "x" => "z"
            ~ [1]: {
                    ~ y: 1 => 2
                  }
            ~ [3]: [
                    + [1]: 2
                  ]
            + [4]: "new"
          ]
        ~ map : {
            ~ b    : {
                ~ c: 1 => 2
              }
          }"
    `);
  });

  it("shows values that become others of another kind as gone and come", () => {
    const kinds = shown(
      { a: [1], b: "x", c: "", d: "x", e: 1, f: secret("x"), g: UNKNOWN },
      { a: { k: 1 }, b: [], c: "y", d: "", e: "1", f: "x", g: "known" },
    );
    expect(kinds).toMatchInlineSnapshot(`
      "
        - a: [
        -     [0]: 1
          ]
        + a: {
            + k: 1
          }
        - b: "x"
        + c: "y"
        - d: "x"
        ~ e: 1 => "1"
        ~ f: [secret] => "x"
        ~ g: [unknown] => "known""
    `);
  });

  it("shows texts by line, and what they hold by property", () => {
    const texts = shown(
      { config: "a\nb\nc\n", json: '{"a":1,"b":[1]}', yaml: "a: 1\nb: 2\n", spaces: '{"a":1}' },
      { config: "a\nB\nc\n", json: '{"a":1,"b":[2]}', yaml: '{"a": 1, "b": 3}', spaces: '{"a": 1}' },
    );
    expect(texts).toMatchInlineSnapshot(`
      "
        ~ config:
              a
            - b
            + B
              c
        ~ json  : (json) {
              a: 1
            ~ b: [
                ~ [0]: 1 => 2
              ]
          }
        ~ spaces: "{\\"a\\":1}" => "{\\"a\\": 1}"
        ~ yaml  : (yaml => json) {
              a: 1
            ~ b: 2 => 3
          }"
    `);
  });

  it("has the colours of what happens", () => {
    expect(differenceLines({ a: 1 }, { a: 2 }, 1, ANSI, "everywhere")).toEqual([
      "\u001b[33m  ~ a: \u001b[0m\u001b[31m1\u001b[0m\u001b[33m => \u001b[0m\u001b[32m2\u001b[0m",
    ]);
  });
});

describe("a difference that the provider has found", () => {
  function found(old: { inputs: PropertyMap; outputs: PropertyMap }, now: PropertyMap, paths: Record<string, string>) {
    const step = stepOf("update", urnOf("kong:Route", "r"));
    const detailedDiff = Object.fromEntries(
      Object.entries(paths).map(([path, kind]): [string, PropertyDifference] => [
        path,
        {
          diffKind: kind.replace("output ", "") as PropertyDifference["diffKind"],
          inputDiff: !kind.startsWith("output"),
        },
      ]),
    );
    if (step.old === null || step.new === null) {
      throw new Error("an update has an old and a new state");
    }
    const metadata: StepMetadata = {
      ...step,
      detailedDiff,
      old: { ...step.old, ...old },
      new: { ...step.new, inputs: now },
    };
    return `\n${linesOfDifference(differenceByProvider(metadata, false) ?? new Map(), 1, PLAIN, "everywhere").join("\n")}`;
  }

  it("shows what it names, and nothing else", () => {
    const old = {
      inputs: { a: 1, b: 1, spec: { replicas: 1, image: "x" }, list: [{ p: 1 }, { p: 2 }], token: "[secret]" },
      outputs: { spec: { status: "old" } },
    };
    const now = { a: 2, b: 2, spec: { replicas: 2, image: "y" }, list: [{ p: 1 }, { p: 3 }], token: "[secret]", c: {} };
    expect(
      found(old, now, {
        a: "update-replace",
        "spec.replicas": "update",
        "spec.status": "output delete",
        "list[1].p": "update",
        token: "update",
        "c.later": "add",
        'odd["': "delete",
      }),
    ).toMatchInlineSnapshot(`
      "
        ~ a    : 1 => 2
        + c    : {}
        ~ list : [
            ~ [1]: {
                    ~ p: 2 => 3
                  }
          ]
        - odd[": [unknown]
        ~ spec : {
            ~ replicas: 1 => 2
            - status  : "old"
          }
        ~ token: [secret] => [secret]"
    `);
  });
});
