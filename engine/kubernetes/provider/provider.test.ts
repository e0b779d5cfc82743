import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { failure, ProviderUnderTest, urnOf } from "../../builtin-provider/testing/provider-under-test.ts";
import { secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { ExistingResource } from "../../deployment/wire/provider.ts";
import type { KubeObject } from "../objects/kube-object.ts";
import { fieldManagerOf } from "../objects/names.ts";
import { FakeCluster } from "../testing/fake-cluster.ts";
import { recorded } from "../testing/recorded.ts";

const CONFIG_MAP = urnOf("kubernetes:core/v1:ConfigMap", "settings");
const SECRET = urnOf("kubernetes:core/v1:Secret", "token");
const DEPLOYMENT = urnOf("kubernetes:apps/v1:Deployment", "web");

const settings = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", namespace: "app" },
  data: { a: "1" },
};
const live = { ...settings, metadata: { ...settings.metadata, uid: "u1" } };
const NOT_FOUND = { stderr: 'Error from server (NotFound): configmaps "settings" not found\n' };
const UNREACHABLE = {
  stderr: "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n",
};
const GET = "get configmaps.v1. settings --namespace=app --output=json";
const APPLY = `apply --server-side --field-manager=${fieldManagerOf(CONFIG_MAP)} --filename=- --output=json`;

let cluster: FakeCluster;
/** One that is configured with nothing, for most tests: they differ in what the cluster answers. */
let usual: ProviderUnderTest;
let own: ProviderUnderTest | undefined;

beforeAll(async () => {
  cluster = await FakeCluster.create();
  usual = await ProviderUnderTest.start("kubernetes", cluster.environment);
});
beforeEach(async () => {
  await cluster.reset();
  usual.told.length = 0;
});
afterEach(async () => {
  await own?.stop();
  own = undefined;
});
afterAll(async () => {
  await usual.stop();
  await cluster.remove();
});

/** A provider of the test's own. */
async function start(configuration: PropertyMap = {}, env: NodeJS.ProcessEnv = {}): Promise<ProviderUnderTest> {
  await own?.stop();
  own = await ProviderUnderTest.start("kubernetes", { ...cluster.environment, ...env }, configuration);
  return own;
}

function creation(urn: string, inputs: PropertyMap, preview = false) {
  return { urn, inputs, timeoutSeconds: 0, preview };
}

/** As it is in state after it was made. */
function stored(inputs: PropertyMap = settings, object: KubeObject = live): ExistingResource {
  const outputs = { ...object, __inputs: inputs, __initialApiVersion: "v1", __fieldManager: "stored-manager" };
  return { urn: CONFIG_MAP, id: "app/settings", inputs, outputs };
}

test("an object is applied by the server, under a field manager of the resource's own", async () => {
  await cluster.answer("get configmaps.v1.", NOT_FOUND);
  await cluster.answer(APPLY, live);
  const { provider } = usual;
  const { inputs } = await provider.check({ urn: CONFIG_MAP, olds: undefined, news: settings, preview: false });
  expect(await provider.create(creation(CONFIG_MAP, inputs))).toEqual({
    id: "app/settings",
    outputs: {
      ...live,
      __inputs: settings,
      __initialApiVersion: "v1",
      __fieldManager: fieldManagerOf(CONFIG_MAP),
    },
  });
  const [applied, ...more] = await cluster.calls("apply");
  expect(applied?.command).toBe(`${APPLY} --namespace=app`);
  expect(JSON.parse(applied?.stdin ?? "")).toEqual(settings);
  expect(more).toEqual([]);
});

test("nothing secret is in arguments, outputs or messages", async () => {
  const token = { apiVersion: "v1", kind: "Secret", metadata: { name: "token", namespace: "app" } };
  await cluster.answer("get secrets.v1.", NOT_FOUND);
  await cluster.answer(
    "apply",
    { ...token, data: { token: "aHVudGVyMg==" } },
    { stderr: 'Warning: odd value "hunter2"\nThe Secret "token" is invalid: data: Invalid value: "aHVudGVyMg=="\n' },
  );
  const { provider, told } = await start(
    { kubeconfig: secret('{"token":"kube-token"}') },
    { PULUMI_CONFIG: '{"a":"b"}' },
  );
  const news = { ...token, stringData: { token: secret("hunter2") } };
  const { inputs } = await provider.check({ urn: SECRET, olds: undefined, news, preview: false });
  const { outputs } = await provider.create(creation(SECRET, inputs));
  expect(outputs).toMatchObject({ data: secret({ token: "aHVudGVyMg==" }) });
  expect(outputs.__inputs).toMatchObject({ stringData: secret({ token: "hunter2" }) });
  expect((await failure(provider.create(creation(SECRET, inputs)))).message).toBe(
    'Secret app/token: The Secret "token" is invalid: data: Invalid value: "[secret]"',
  );
  expect(told.join("\n")).not.toContain("hunter2");

  const calls = await cluster.calls("");
  expect(JSON.stringify(calls.map(({ command, connection }) => [command, connection]))).not.toMatch(
    /hunter2|kube-token/,
  );
  expect(calls.flatMap(({ pulumiVariables }) => pulumiVariables)).toEqual([]);
  expect(calls[0]?.kubeconfig).toEqual({ mode: "600", content: '{"token":"kube-token"}' });
  await own?.stop();
  expect((await readdir(cluster.folder)).filter((name) => name.startsWith("pulumi-kubernetes-"))).toEqual([]);
});

test("the provider's options say which cluster, and where things go", async () => {
  await writeFile(join(cluster.folder, "config"), "the kubeconfig");
  const { provider } = await start({ kubeconfig: "~/config", context: "c", cluster: "d", namespace: "team" });
  const news = { metadata: {} };
  const { inputs } = await provider.check({ urn: CONFIG_MAP, olds: undefined, news, preview: false });
  expect(inputs.metadata).toMatchObject({ namespace: "team", name: expect.stringMatching(/^settings-[0-9a-f]{8}$/) });
  const [call] = await cluster.calls("get --raw");
  expect(call?.connection).toEqual([
    `--kubeconfig=${cluster.folder}/config`,
    "--context=c",
    "--cluster=d",
    "--request-timeout=35s",
  ]);
  expect(call?.kubeconfig?.content).toBe("the kubeconfig");
});

test("an object that somebody else made is not taken over", async () => {
  const managed = (manager: string): KubeObject => ({
    ...live,
    metadata: { ...live.metadata, managedFields: [{ manager }] },
  });
  await cluster.answer("get configmaps.v1.", managed("helm"));
  await cluster.answer("apply", live);
  const { provider, told } = usual;
  for (const preview of [true, false]) {
    expect((await failure(provider.create(creation(CONFIG_MAP, settings, preview)))).message).toMatch(
      /^ConfigMap app\/settings is in the cluster already, managed by "helm"\. Give this one another name;/,
    );
  }
  expect(await cluster.calls("apply")).toEqual([]);
  // What an update of the resource's own left behind is.
  await cluster.answer("get configmaps.v1.", managed(fieldManagerOf(CONFIG_MAP)));
  await provider.create(creation(CONFIG_MAP, settings));
  expect(told).toEqual([
    expect.stringMatching(/^warning ConfigMap app\/settings was made by an update that did not come/),
  ]);
});

test("a conflict names who holds which field, and how to go on", async () => {
  const conflict =
    'error: Apply failed with 1 conflict: conflict with "kubectl" using v1: .data.a\nPlease review the fields above\n';
  await cluster.answer("apply", { stderr: conflict });
  const { provider } = usual;
  const update = { old: stored(), inputs: { ...settings, data: { a: "2" } }, ignoreChanges: [], timeoutSeconds: 0 };
  for (const preview of [true, false]) {
    const error = await failure(provider.update({ ...update, preview }));
    expect(error.message).toContain("ConfigMap app/settings: somebody else manages fields that this program sets");
    expect(error.message).toContain('  * "kubectl" holds .data.a');
    expect(error.message).toContain('pulumi.com/patchForce: "true"');
    expect(error).toMatchObject({ outcome: "untouched", partial: undefined });
  }
  const [preview, real] = await cluster.calls("apply --server-side --field-manager=stored-manager");
  expect(preview?.command).toContain("--dry-run=server");
  expect(real?.command).not.toContain("--dry-run");
  // The server is to refuse another object of the name.
  expect(JSON.parse(real?.stdin ?? "")).toMatchObject({ metadata: { uid: "u1" }, data: { a: "2" } });

  await cluster.answer("apply", live);
  const metadata = { ...settings.metadata, annotations: { "pulumi.com/patchForce": "true" } };
  await provider.update({ ...update, inputs: { ...settings, metadata }, preview: false });
  expect((await cluster.calls("apply")).at(-1)?.command).toContain("--force-conflicts");
});

test("a rollout that fails is told with its reasons, and the object is kept", async () => {
  const objects = recorded("bad-rollout");
  const deployment = objects[0] as KubeObject;
  const inputs = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "app", annotations: { "pulumi.com/timeoutSeconds": "1" } },
    spec: { replicas: 2 },
  };
  await cluster.answer(
    "get deployments.v1.apps web",
    { stderr: 'Error from server (NotFound): deployments "web" not found\n' },
    deployment,
  );
  await cluster.answer("apply", deployment);
  await cluster.answer("get replicasets.v1.apps,pods.v1. --namespace=app --selector=app=web", {
    stdout: JSON.stringify({ items: objects }),
  });
  await cluster.answer("get events.v1.", { stdout: '{"items":[]}' });
  const { provider, told } = usual;
  const { partial } = await failure(provider.create(creation(DEPLOYMENT, inputs)));
  expect(partial).toMatchObject({ id: "app/web", outputs: { kind: "Deployment", __inputs: inputs } });
  expect(partial?.reasons).toEqual([
    "Deployment app/web: it was not ready after 1 s: 0/2 pods ready",
    expect.stringMatching(/^pod web-\S+, container pause: the image "localhost\/nothing:1" cannot be pulled/),
    "2 pods of the old version serve on",
  ]);
  expect(told).toEqual([expect.stringMatching(/^status 0\/2 pods ready; pod web-\S+, container pause: the image/)]);
});

test("canceling ends a wait at once, and the object is kept", async () => {
  const deployment = { ...(recorded("bad-rollout")[0] as KubeObject), status: {} };
  await cluster.answer(
    "get deployments.v1.apps web",
    { stderr: 'Error from server (NotFound): deployments "web" not found\n' },
    deployment,
  );
  await cluster.answer("apply", deployment);
  await cluster.answer("get replicasets.v1.apps,pods.v1.", { stdout: '{"items":[]}' });
  const { provider, told } = await start();
  const creating = failure(
    provider.create(
      creation(DEPLOYMENT, { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "app" } }),
    ),
  );
  await expect.poll(() => told.length, { timeout: 30_000 }).toBeGreaterThan(0);
  await own?.cancel();
  expect((await creating).partial).toMatchObject({
    id: "app/web",
    reasons: ["Deployment app/web: canceled while it was waited for: the controller has not taken notice yet"],
  });
});

test("offline, a preview asks nothing and shows what the program gives; all else is refused", async () => {
  const { provider } = await start({ namespace: "own" }, { PULUMI_K8S_PREVIEW_OFFLINE: "true" });
  const checkedIn = async (urn: string, news: PropertyMap) =>
    (await provider.check({ urn, olds: undefined, news, preview: true })).inputs;
  const bare = { ...settings, metadata: { name: "settings" } };
  expect(await checkedIn(CONFIG_MAP, bare)).toMatchObject({ metadata: { name: "settings", namespace: "own" } });
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "own" } };
  const inputs = await checkedIn(urnOf("kubernetes:core/v1:Namespace", "own"), namespace);
  expect(inputs?.metadata).not.toHaveProperty("namespace");

  expect((await provider.create(creation(CONFIG_MAP, settings, true))).outputs).toEqual(settings);
  const message = /ConfigMap app\/settings: PULUMI_K8S_PREVIEW_OFFLINE is set, and then there are only previews/;
  expect((await failure(provider.create(creation(CONFIG_MAP, settings)))).message).toMatch(message);
  expect(await cluster.calls("")).toEqual([]);
});

test("a preview asks the server, as far as what is needed is there", async () => {
  const { provider, told } = usual;
  await cluster.answer("get configmaps.v1.", NOT_FOUND);
  const preview = (inputs: PropertyMap = settings) => provider.create(creation(CONFIG_MAP, inputs, true));
  await cluster.answer("apply", { ...live, immutable: false });
  expect(await preview()).toMatchObject({ id: "", outputs: { metadata: settings.metadata, immutable: false } });
  expect((await cluster.calls("apply"))[0]?.command).toBe(`${APPLY} --dry-run=server --namespace=app`);

  await cluster.answer("apply", { stderr: 'The ConfigMap "settings" is invalid: data[a b]: Invalid value: "a b"\n' });
  expect((await failure(preview())).message).toContain('data[a b]: Invalid value: "a b"');
  // The namespace may be made by the same update.
  await cluster.answer("apply", { stderr: 'Error from server (NotFound): namespaces "app" not found\n' });
  expect((await preview()).outputs).toEqual(settings);
  await cluster.answer("apply", { stderr: 'Error from server (Forbidden): configmaps "settings" is forbidden\n' });
  expect((await preview()).outputs).toEqual(settings);
  expect(told).toEqual([expect.stringMatching(/^warning the cluster does not let this preview ask/)]);
  // So may its kind.
  await cluster.answer("get --raw /apis/example.com/v1", {
    stderr: "Error from server (NotFound): the server could not find the requested resource\n",
  });
  const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" } };
  const urn = urnOf("kubernetes:example.com/v1:Widget", "w");
  expect((await provider.create(creation(urn, widget, true))).outputs).toEqual(widget);

  const before = (await cluster.calls("apply")).length;
  const unknown = { ...settings, data: { a: UNKNOWN } };
  expect((await preview(unknown)).outputs).toEqual(unknown);
  expect(await cluster.calls("apply")).toHaveLength(before);
});

test("a successor is asked about under another name while its predecessor is in its place", async () => {
  await cluster.answer("get configmaps.v1.", live);
  await cluster.answer("apply", live);
  const { provider } = await start();
  const inputs = { ...settings, data: { a: "2" } };
  const difference = await provider.diff({ old: stored(), inputs, ignoreChanges: [], unknowns: true });
  expect(difference).toMatchObject({ replaces: ["data.a"], deleteBeforeReplace: true });
  const { outputs } = await provider.create(creation(CONFIG_MAP, inputs, true));
  expect(outputs.metadata).toMatchObject({ name: "settings" });
  expect(JSON.parse((await cluster.calls("apply"))[0]?.stdin ?? "")).toMatchObject({
    metadata: { name: "settings-preview" },
  });
});

test("a cluster that cannot be reached is an error, also where nothing would change", async () => {
  await cluster.answer("get", UNREACHABLE);
  await cluster.answer("get --raw /api/v1", UNREACHABLE);
  const { provider } = await start();
  const calls = [
    provider.check({ urn: CONFIG_MAP, olds: settings, news: settings, preview: true }),
    provider.diff({ old: stored(), inputs: settings, ignoreChanges: [], unknowns: true }),
    provider.create(creation(CONFIG_MAP, settings, true)),
    provider.read(stored()),
    provider.delete(stored(), 0),
  ];
  for (const error of await Promise.all(calls.map(failure))) {
    expect(error.message).toMatch(
      /^the cluster cannot be reached for ConfigMap app\/settings \(The connection to the server/,
    );
    expect(error.outcome).toBe("untouched");
  }
  const forgetful = await start({ deleteUnreachable: "true" });
  await forgetful.provider.delete(stored(), 0);
  expect(await forgetful.provider.read(stored())).toMatchObject({ id: "" });
  expect(forgetful.told).toHaveLength(2);
});

test("without kubectl the error says how to get it", async () => {
  const { provider } = await start({}, { PATH: "/nonexistent" });
  const call = provider.check({ urn: CONFIG_MAP, olds: undefined, news: settings, preview: true });
  expect((await failure(call)).message).toMatch(
    /^kubectl was not found on PATH.*https:\/\/kubernetes.io\/docs\/tasks\/tools\//,
  );
});

test("a kubectl that is too old is told", async () => {
  const version = (minor: string): object => ({ major: "1", minor, gitVersion: `v1.${minor}.0` });
  await cluster.answer("version", {
    stdout: JSON.stringify({ clientVersion: version("31+"), serverVersion: version("34") }),
  });
  const { told } = await start();
  await expect
    .poll(() => told, { timeout: 30_000 })
    .toEqual([
      expect.stringMatching(
        /^warning kubectl v1.31\+.0 is more than one minor version away from the cluster's v1.34.0/,
      ),
    ]);
});

test("a read finds drift in what the program sets, and what is gone", async () => {
  await cluster.answer(GET, { ...live, data: { a: "2", b: "theirs" } }, NOT_FOUND);
  const { provider } = usual;
  const found = await provider.read(stored());
  expect(found).toMatchObject({
    id: "app/settings",
    inputs: { ...settings, data: { a: "2" } },
    outputs: { data: { b: "theirs" } },
  });
  expect(await provider.read(stored())).toMatchObject({ id: "" });
  // An existing object is read by its id alone.
  await cluster.answer("get configmaps.v1. other --namespace=default --output=json", { ...live, data: { c: "3" } });
  const existing = { urn: CONFIG_MAP, id: "other", inputs: {}, outputs: {} };
  expect(await provider.read(existing)).toMatchObject({ id: "default/other", inputs: { data: { c: "3" } } });
});

test("a read finds what is not in order", async () => {
  const [deployment, ...related] = recorded("bad-rollout");
  const inputs = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "app" },
    spec: { replicas: 2 },
  };
  await cluster.answer("get deployments.v1.apps web", deployment as KubeObject);
  await cluster.answer("get replicasets.v1.apps,pods.v1.", { stdout: JSON.stringify({ items: related }) });
  await cluster.answer("get events.v1.", { stdout: '{"items":[]}' });
  const { provider } = usual;
  const old = { urn: DEPLOYMENT, id: "app/web", inputs, outputs: { ...deployment, __inputs: inputs } };
  const { partial } = await failure(provider.read(old));
  expect(partial).toMatchObject({ id: "app/web", inputs });
  expect(partial?.reasons[0]).toBe("Deployment app/web: it is not ready: 0/2 pods ready");
});

test("a deletion is waited for; what is gone, or another object by now, is fine", async () => {
  const deletion =
    "delete configmaps.v1. settings --namespace=app --cascade=foreground --wait=false --ignore-not-found";
  await cluster.answer(deletion, {});
  const leaving = { ...live, metadata: { ...live.metadata, finalizers: ["example.com/hold"] } };
  await cluster.answer(GET, live, leaving, NOT_FOUND);
  const { provider, told } = usual;
  await provider.delete(stored(), 0);
  expect(await cluster.calls("delete")).toHaveLength(1);
  expect(told).toEqual(["status waiting for its finalizers example.com/hold", "status gone"]);
  await provider.delete(stored(), 0);
  await cluster.answer(GET, { ...live, metadata: { ...live.metadata, uid: "u2" } });
  await provider.delete(stored(), 0);
  expect(await cluster.calls("delete")).toHaveLength(1);
  expect(told.at(-1)).toMatch(/^warning ConfigMap app\/settings was deleted already; another one of its name is there/);
});

test("a deletion that hangs is told with what holds it", async () => {
  await cluster.answer("delete", {});
  await cluster.answer(GET, { ...live, metadata: { ...live.metadata, finalizers: ["example.com/hold"] } });
  const { provider } = usual;
  expect((await failure(provider.delete(stored(), 1))).message).toBe(
    "ConfigMap app/settings is being deleted, but was not gone after 1 s: waiting for its finalizers example.com/hold",
  );
});

test("manifests are decoded; other functions are refused by name", async () => {
  const { provider } = usual;
  const decoded = await provider.invoke({
    token: "kubernetes:yaml:decode",
    args: { text: "apiVersion: v1\nkind: ConfigMap\n" },
    preview: true,
  });
  expect(decoded.result).toEqual({ result: [{ apiVersion: "v1", kind: "ConfigMap" }] });
  const call = provider.invoke({ token: "kubernetes:helm:template", args: {}, preview: true });
  expect((await failure(call)).message).toContain("the function 'kubernetes:helm:template' is not supported");
});
