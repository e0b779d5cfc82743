import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { withoutSecrets } from "./scratch.ts";

describe("a stack file without secrets", () => {
  it("has neither salt nor ciphertexts, and names what needs a placeholder", () => {
    const { text, placeholders } = withoutSecrets(
      "encryptionsalt: v1:abc\nconfig:\n  p:key:\n    secure: v1:xyz\n  p:plain: {a: 1}\n",
    );
    expect(parse(text)).toEqual({ config: { "p:plain": { a: 1 } } });
    expect(placeholders).toEqual(["p:key"]);
  });

  it("may be empty", () => {
    expect(withoutSecrets("").placeholders).toEqual([]);
  });

  it("is refused for a secret inside of an object", () => {
    expect(() => withoutSecrets("config:\n  p:llm: {key: {secure: v1:xyz}}\n")).toThrow(
      "p:llm has a secret inside of an object",
    );
  });
});
