import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REDACTED, redactDeployment } from "./redact.ts";

const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const deployment = (outputs: object, inputs: object = {}) => ({
  version: 3,
  deployment: { secrets_providers: { type: "passphrase" }, resources: [{ urn: "urn:x", inputs, outputs }] },
});

describe("a redacted deployment", () => {
  it("has no secret left, and keeps what stands in clear beside it", () => {
    const exported = deployment({ bindings: secret({ URL: "http://llm", KEY: "s3cr3t" }) }, { url: "http://llm" });
    expect(redactDeployment(exported)).toEqual({
      version: 3,
      deployment: {
        resources: [
          {
            urn: "urn:x",
            inputs: { url: "http://llm" },
            outputs: { bindings: secret({ URL: "http://llm", KEY: REDACTED }) },
          },
        ],
      },
    });
  });

  it("never holds a text that only secrets held", () => {
    const word = fc.string({ minLength: 12, maxLength: 20 }).map((text) => `secret-${text}`);
    const nested = fc.oneof(word, fc.array(word), fc.dictionary(fc.string(), word));
    fc.assert(
      fc.property(fc.array(nested, { minLength: 1 }), (values) => {
        const text = JSON.stringify(
          redactDeployment(deployment(Object.fromEntries(values.map((v, i) => [i, secret(v)])))),
        );
        expect(text).not.toContain("secret-");
      }),
    );
  });

  it("is refused for a secret that is encrypted", () => {
    const encrypted = { ...secret("x"), plaintext: undefined, ciphertext: "v1:abc" };
    expect(() => redactDeployment(deployment({ key: encrypted }))).toThrow("--show-secrets");
  });
});
