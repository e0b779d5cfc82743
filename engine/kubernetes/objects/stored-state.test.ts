import { expect, test } from "vitest";
import { hidingSecrets } from "../../builtin-provider/secret-texts.ts";
import { containsSecret, secret } from "../../deployment/values/marks.ts";
import { manifestOf, outputsOf, storedStateOf } from "./stored-state.ts";

const inputs = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "token" },
  stringData: secret({ token: "hunter2" }),
};
const live = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: {
    name: "token",
    annotations: { "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"token":"aHVudGVyMg=="}}' },
  },
  data: { token: "aHVudGVyMg==" },
};

test("outputs are the object and what it was made of; nothing secret is in clear", () => {
  const outputs = outputsOf({ inputs, live, fieldManager: "me" });
  const text = JSON.stringify(outputs, (_key, value) => (containsSecret(value) && value.value ? "[secret]" : value));
  expect(text).not.toMatch(/hunter2|aHVudGVyMg/);
  expect(outputs).toMatchObject({
    kind: "Secret",
    data: secret(live.data),
    __inputs: inputs,
    __initialApiVersion: "v1",
    __fieldManager: "me",
  });
  expect(storedStateOf(outputs, {})).toEqual({ inputs, live, fieldManager: "me" });
});

test("an output is secret where its input is", () => {
  const deployment = { kind: "Deployment", spec: { a: secret("x"), b: "y" } };
  const outputs = outputsOf({
    inputs: deployment,
    live: { kind: "Deployment", spec: { a: "x", b: "y" } },
    fieldManager: "me",
  });
  expect(outputs.spec).toEqual({ a: secret("x"), b: "y" });
});

test("the API's names that are no identifiers are spelled as the SDK does", () => {
  const schema = { spec: { schema: { x_kubernetes_preserve_unknown_fields: true, x_other: 1 } } };
  const manifest = manifestOf(schema);
  expect(manifest).toEqual({ spec: { schema: { "x-kubernetes-preserve-unknown-fields": true, x_other: 1 } } });
  const outputs = outputsOf({ inputs: schema, live: manifest, fieldManager: "me" });
  expect(outputs.spec).toEqual(schema.spec);
  expect(storedStateOf(outputs, {}).live).toEqual(manifest);
});

test("what is secret in the inputs is hidden in messages, in either encoding", () => {
  const hide = hidingSecrets({
    ...inputs,
    data: secret({ key: "c2VjcmV0IGtleQ==" }),
    short: secret("a"),
    plain: "open",
  });
  expect(hide("hunter2 aHVudGVyMg== c2VjcmV0IGtleQ== secret key, a open")).toBe(
    "[secret] [secret] [secret] [secret], a open",
  );
});
