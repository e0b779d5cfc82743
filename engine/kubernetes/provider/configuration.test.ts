import { expect, test } from "vitest";
import { UNKNOWN } from "../../deployment/values/marks.ts";
import { checkConfiguration, configurationDifference, configurationOf } from "./configuration.ts";

function kubeconfig(server: string, user = "u"): string {
  return JSON.stringify({
    "current-context": "one",
    contexts: [
      { name: "one", context: { cluster: "first", user } },
      { name: "two", context: { cluster: "second", user } },
    ],
    clusters: [
      { name: "first", cluster: { server } },
      { name: "second", cluster: { server: "https://second" } },
    ],
  });
}

test("options come from the configuration, else from the environment", () => {
  const env = { PULUMI_K8S_ENABLE_PATCH_FORCE: "true", PULUMI_K8S_DELETE_UNREACHABLE: "1" };
  const given = {
    context: "c",
    kubeconfig: { a: 1 },
    deleteUnreachable: "false",
    enableSecretMutable: true,
    version: "4.34.2",
  };
  expect(checkConfiguration(given, env)).toEqual([]);
  expect(configurationOf(given, env)).toEqual({
    offline: false,
    kubeconfig: '{"a":1}',
    context: "c",
    cluster: undefined,
    namespace: undefined,
    enablePatchForce: true,
    enableConfigMapMutable: false,
    enableSecretMutable: true,
    upsertExistingObjects: false,
    deleteUnreachable: false,
    suppressDeprecationWarnings: false,
  });
  expect(configurationOf({ kubeconfig: "a:b" }, { KUBECONFIG: "a:b" }).kubeconfig).toBeUndefined();
});

test.each([
  [{ renderYamlToDirectory: "out" }, /not supported by the provider that is built into the embedded engine/],
  [{ kubeClientSettings: '{"qps":1}' }, /not supported/],
  [{ enableServerSideApply: "false" }, /it can only be true/],
  [{ skipUpdateUnreachable: "true" }, /it can only be false: an unreachable cluster is an error/],
  [{ enablePatchForce: "yes" }, /it must be true or false/],
  [{ namespace: 1 }, /it must be a text/],
  [{ namspace: "x" }, /it is not an option; there are kubeconfig, /],
])("%j is refused by name", (given, reason) => {
  const [property] = Object.keys(given);
  expect(checkConfiguration(given, {})).toEqual([{ property, reason: expect.stringMatching(reason) }]);
});

test("a variable that asks for what there is not is refused too", () => {
  expect(checkConfiguration({}, { PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY: "false" })).toEqual([
    { property: "", reason: expect.stringMatching(/^PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY=false: it can only be true/) },
  ]);
});

test("everything is replaced when the configuration leads to another cluster", () => {
  const files = new Map([
    ["old", kubeconfig("https://a")],
    ["new", kubeconfig("https://b")],
    ["renewed", kubeconfig("https://a", "v")],
  ]);
  const replaces = (olds: object, news: object): readonly string[] =>
    configurationDifference({ ...olds }, { ...news }, (path) => files.get(path)).replaces;
  expect(replaces({ kubeconfig: "old" }, { kubeconfig: "new" })).toEqual(["kubeconfig"]);
  expect(replaces({ kubeconfig: "old" }, { kubeconfig: "renewed" })).toEqual([]);
  expect(replaces({ kubeconfig: "old" }, { kubeconfig: "old", context: "two" })).toEqual(["context"]);
  expect(replaces({ kubeconfig: "old" }, { kubeconfig: "old", namespace: "n" })).toEqual([]);
  expect(replaces({ kubeconfig: "old" }, { kubeconfig: UNKNOWN })).toEqual(["kubeconfig"]);
  // Where it leads cannot be told without the file.
  expect(replaces({ kubeconfig: "gone" }, { kubeconfig: "new" })).toEqual([]);
  const identified = { kubeconfig: "old", clusterIdentifier: "a" };
  expect(replaces(identified, { kubeconfig: "new", clusterIdentifier: "a" })).toEqual([]);
  expect(replaces(identified, { kubeconfig: "old", clusterIdentifier: "b" })).toEqual(["clusterIdentifier"]);
});
