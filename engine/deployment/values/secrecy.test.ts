import fc from "fast-check";
import { expect, test } from "vitest";
import { containsSecret, normalized, secret, UNKNOWN } from "./marks.ts";
import { markSecretOutputs, masked, maskedProperties, retainSecrets, revealed } from "./secrecy.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }),
    tie("value").map((inner) => secret(inner as never)),
  ),
})).value;

test("nothing secret is left of a masked or a revealed value", () => {
  fc.assert(
    fc.property(value, (any) => {
      expect(containsSecret(masked(any as never))).toBe(false);
      expect(containsSecret(revealed(any as never))).toBe(false);
    }),
  );
});

test("a masked text does not hold the secret", () => {
  expect(maskedProperties({ token: secret("hunter2"), inside: { list: [secret("x")] }, __provider: "code" })).toEqual({
    token: "[secret]",
    inside: { list: ["[secret]"] },
  });
});

test("what went to a provider in clear is secret again when it comes back", () => {
  const sent = { a: secret("x"), b: { c: secret(1), d: 2 }, list: [secret("y")], plain: "z" };
  const received = { a: "x", b: { c: 1, d: 2 }, list: ["y"], plain: "z", own: true };
  expect(retainSecrets(received, sent)).toEqual({
    a: secret("x"),
    b: { c: secret(1), d: 2 },
    list: secret(["y"]),
    plain: "z",
    own: true,
  });
});

test("outputs are secret when asked, or when the input of the same name is", () => {
  expect(markSecretOutputs({ a: 1, b: 2, c: 3 }, { b: secret(2) }, ["a"])).toEqual({
    a: secret(1),
    b: secret(2),
    c: 3,
  });
});

test("a first-class output becomes its value, a secret or an unknown, and says what it depends on", () => {
  const dependencies = new Set<string>();
  const output = { [SIGNATURE]: OUTPUT, value: 1, secret: true, dependencies: ["urn:a"] };
  expect(normalized({ known: output, unknown: { [SIGNATURE]: OUTPUT } }, dependencies)).toEqual({
    known: secret(1),
    unknown: UNKNOWN,
  });
  expect([...dependencies]).toEqual(["urn:a"]);
});

test("assets are refused by name", () => {
  const asset = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "x" };
  expect(() => normalized({ file: asset })).toThrow("assets and archives are not supported by the embedded engine");
});
