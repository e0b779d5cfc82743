import { expect, test } from "vitest";
import { secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { checkedInputs } from "./checked-inputs.ts";

const token = { apiVersion: "v1", kind: "ConfigMap" };

function checked(news: PropertyMap, more: Partial<Parameters<typeof checkedInputs>[0]> = {}) {
  const seed = new Uint8Array([1, 2, 3]);
  return checkedInputs({ token, news, olds: undefined, resourceName: "settings", namespace: "app", seed, ...more });
}

test("an object without a name gets one, which it keeps", () => {
  const { inputs } = checked({ data: { a: "1" } });
  expect(inputs).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      namespace: "app",
      name: expect.stringMatching(/^settings-[0-9a-f]{8}$/),
      annotations: { "pulumi.com/autonamed": "true" },
    },
    data: { a: "1" },
  });
  const again = checked(
    { data: { a: "2" }, metadata: { annotations: { x: "y" } } },
    { olds: inputs, seed: new Uint8Array([9]) },
  );
  expect(again.inputs.metadata).toMatchObject({
    name: (inputs.metadata as PropertyMap).name,
    annotations: { x: "y", "pulumi.com/autonamed": "true" },
  });
  expect(checked({}, { seed: new Uint8Array([9]) }).inputs).not.toEqual(checked({}).inputs);
});

test("a name that is given, or that a preview does not know, stays", () => {
  expect(checked({ metadata: { name: "n", namespace: "other" } }).inputs.metadata).toEqual({
    name: "n",
    namespace: "other",
  });
  expect(checked({ metadata: { name: UNKNOWN } }).inputs.metadata).toEqual({ name: UNKNOWN, namespace: "app" });
  expect(checked({ metadata: UNKNOWN }).inputs.metadata).toBe(UNKNOWN);
  // An old name that the program gave is not the provider's to give again.
  const olds = { metadata: { name: "mine" } };
  expect(checked({}, { olds }).inputs.metadata).toMatchObject({ name: expect.stringMatching(/^settings-/) });
});

test("what is in no namespace gets none", () => {
  const { inputs } = checked({ metadata: { name: "n", namespace: "x" } }, { namespace: undefined });
  expect(inputs.metadata).toEqual({ name: "n" });
});

test("what only the server writes is left out", () => {
  const metadata = { name: "n", uid: "1", resourceVersion: "2", managedFields: [], labels: { a: "b" } };
  expect(checked({ metadata }).inputs.metadata).toEqual({ name: "n", namespace: "app", labels: { a: "b" } });
});

test("all that a Secret holds is secret", () => {
  const { inputs } = checked(
    { data: { a: "MQ==" }, stringData: { b: secret("2") } },
    { token: { apiVersion: "v1", kind: "Secret" } },
  );
  expect(inputs).toMatchObject({ data: secret({ a: "MQ==" }), stringData: secret({ b: "2" }) });
});

test.each<[PropertyMap, RegExp]>([
  [{ generateName: "x-" }, /generateName is not supported/],
  [
    { annotations: { "pulumi.com/timeoutSeconds": "1m" } },
    /timeoutSeconds is '1m'; it must be a whole number of seconds/,
  ],
  [{ annotations: { "pulumi.com/deletionPropagationPolicy": "later" } }, /must be foreground, background, orphan/],
  [{ annotations: { "pulumi.com/patchFieldManager": "me" } }, /patchFieldManager is not supported/],
  [{ annotations: { "pulumi.com/waitFor": "readiness" } }, /'readiness' cannot be waited for; write condition=TYPE/],
  [{ annotations: { "pulumi.com/waitFor": "jsonpath={.items[*].x}" } }, /cannot be waited for/],
  [{ annotations: { "pulumi.com/waitFor": "[]" } }, /not a JSON list of one text or more/],
])("%j is refused", (metadata, reason) => {
  expect(checked({ metadata }).failures).toEqual([{ property: "metadata", reason: expect.stringMatching(reason) }]);
});

test("annotations that a preview does not know are no failure", () => {
  const annotations = { "pulumi.com/timeoutSeconds": UNKNOWN, "pulumi.com/waitFor": UNKNOWN };
  expect(checked({ metadata: { annotations } }).failures).toEqual([]);
});
