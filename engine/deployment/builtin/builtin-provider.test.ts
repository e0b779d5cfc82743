import { expect, test } from "vitest";
import { secret } from "../values/marks.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { BuiltinProvider } from "./builtin-provider.ts";

const outputs: PropertyMap = { plain: 1, hidden: secret("s"), deep: { in: secret(2) } };
const provider = new BuiltinProvider({
  stackOutputs: async (name) => {
    if (name !== "other") throw new Error(`unknown stack "${name}"`);
    return outputs;
  },
  stateOf: (urn) => (urn === "known" ? { urn, custom: true, type: "t", id: "1", outputs: { a: 1 } } : undefined),
});

const reference = (inputs: PropertyMap) => ({
  urn: "urn:pulumi:dev::proj::pulumi:pulumi:StackReference::r",
  id: "other",
  inputs,
  outputs: inputs,
});
const stash = "urn:pulumi:dev::proj::pulumi:index:Stash::s";

test("a stack reference has the other stack's outputs, and says which are secret", async () => {
  const read = await provider.read(reference({ name: "other" }));
  expect(read.outputs).toEqual({ name: "other", outputs, secretOutputNames: ["deep", "hidden"] });
  await expect(provider.read(reference({ name: "none" }))).rejects.toThrow('unknown stack "none"');
  await expect(provider.read(reference({ name: "other", more: 1 }))).rejects.toThrow('unknown property "more"');
});

test("a stash keeps the value that it got first", async () => {
  const { outputs: made, id } = await provider.create({
    urn: stash,
    inputs: { input: 1 },
    timeoutSeconds: 0,
    preview: false,
  });
  expect(made).toEqual({ input: 1, output: 1 });
  const old = { urn: stash, id, inputs: { input: 1 }, outputs: made };
  const change = { old, inputs: { input: 2 }, ignoreChanges: [] };
  expect(await provider.diff({ ...change, unknowns: false })).toMatchObject({ changes: "some", changed: ["input"] });
  expect(await provider.update({ ...change, timeoutSeconds: 0, preview: false })).toEqual({ input: 2, output: 1 });
  const check = { urn: stash, olds: undefined, news: {}, preview: false };
  expect((await provider.check(check)).failures).toEqual([
    { property: "input", reason: 'missing required property "input"' },
  ]);
});

test("its functions are refused by name when there is none", async () => {
  const call = (token: string, args: PropertyMap) => provider.invoke({ token, args, preview: false });
  expect((await call("pulumi:pulumi:getResource", { urn: "known" })).result).toEqual({
    urn: "known",
    id: "1",
    provider: "",
    state: { a: 1 },
  });
  await expect(call("pulumi:pulumi:getResource", { urn: "none" })).rejects.toThrow("unknown resource none");
  await expect(call("pulumi:pulumi:other", {})).rejects.toThrow("unrecognized function name: 'pulumi:pulumi:other'");
});
