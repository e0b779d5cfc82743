import { unpackTar } from "modern-tar";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { failure, ProviderUnderTest, urnOf } from "../../builtin-provider/testing/provider-under-test.ts";
import { secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { ExistingResource } from "../../deployment/wire/provider.ts";
import { FakeEngine, framed } from "../testing/fake-engine.ts";
import { recorded } from "../testing/recorded.ts";

const CONTAINER = urnOf("docker:index/container:Container", "a");
const NETWORK = urnOf("docker:index/network:Network", "net");
const VOLUME = urnOf("docker:index/volume:Volume", "data");
const ID = "49784615b823";

let engine: FakeEngine;
let usual: ProviderUnderTest;
let own: ProviderUnderTest | undefined;

beforeAll(async () => {
  engine = await FakeEngine.start();
  usual = await ProviderUnderTest.start("docker", engine.environment);
});
beforeEach(() => {
  engine.reset();
  usual.told.length = 0;
  engine.answer("GET /images/", { json: {} });
  engine.answer("POST /containers/create", { status: 201, json: { Id: ID, Warnings: [] } });
  for (const request of ["POST /networks", `POST /containers/${ID}/start`, `DELETE /containers/${ID}`]) {
    engine.answer(request, { status: 204 });
  }
  engine.answer(`PUT /containers/${ID}/archive`, {});
  engine.answer(`GET /containers/${ID}/json`, { json: recorded("healthy") });
});
afterEach(async () => {
  await own?.stop();
  own = undefined;
});
afterAll(async () => {
  await usual.stop();
  await engine.stop();
});

const waiting = {
  image: "app:1",
  wait: true,
  healthcheck: { tests: ["CMD", "true"], interval: "1s" },
  networksAdvanced: [{ name: "net", aliases: ["x"] }],
};

async function checked(news: PropertyMap, urn = CONTAINER): Promise<PropertyMap> {
  const { inputs, failures } = await usual.provider.check({ urn, olds: undefined, news, preview: false });
  expect(failures).toEqual([]);
  return inputs;
}

async function creation(news: PropertyMap, preview = false) {
  return { urn: CONTAINER, inputs: await checked(news), timeoutSeconds: 0, preview };
}

test("a container is made, put into its networks, given its files, started and waited for", async () => {
  const news = {
    ...waiting,
    name: "app",
    uploads: [{ file: "/run/secrets/key", content: secret("hunter2"), permissions: "0444" }],
    ports: [{ internal: 8000, ip: "127.0.0.1" }],
  };
  const { id, outputs } = await usual.provider.create(await creation(news));
  expect(id).toBe(ID);
  expect(engine.requests).toEqual([
    "GET /images/app:1/json",
    "POST /containers/create?name=app",
    "POST /networks/bridge/disconnect",
    "POST /networks/net/connect",
    `PUT /containers/${ID}/archive?path=/`,
    `POST /containers/${ID}/start`,
    `GET /containers/${ID}/json`,
    `GET /containers/${ID}/json`,
  ]);
  expect([...engine.versions]).toEqual(["1.41"]);
  expect(JSON.parse(engine.bodyOf("POST /networks/net/connect").toString())).toMatchObject({
    Container: ID,
    EndpointConfig: { Aliases: ["x"] },
  });
  const [file] = await unpackTar(engine.bodyOf("PUT"));
  expect(file?.header).toMatchObject({ name: "run/secrets/key", mode: 0o444, uid: 0 });
  expect(Buffer.from(file?.data ?? []).toString()).toBe("hunter2");
  expect(outputs).toMatchObject({
    uploads: secret([expect.objectContaining({ content: "hunter2" })]),
    ports: [{ internal: 8000, external: expect.any(Number), ip: "0.0.0.0", protocol: "tcp" }],
    mustRun: true,
    exitCode: null,
  });
  expect(usual.told).toEqual(["status starting"]);
});

test("a container that ends is told with its exit code and its last lines, without secrets, and replaced next", async () => {
  engine.answer(`GET /containers/${ID}/json`, { json: recorded("ended") });
  engine.answer(`GET /containers/${ID}/logs`, { bytes: framed("cannot log in", " with hunter2\n") });
  const { inputs, ...request } = await creation({ ...waiting, name: "app", envs: secret(["TOKEN=hunter2"]) });
  const { partial } = await failure(usual.provider.create({ inputs, ...request }));
  expect(partial?.reasons).toEqual([
    "container app: it ended with exit code 3",
    "the last lines of its log:\ncannot log in with [secret]",
  ]);
  // It stays for whoever wants to look at it, and the state knows.
  expect(engine.requests.filter((asked) => asked.startsWith("DELETE"))).toEqual([]);
  const old: ExistingResource = { urn: CONTAINER, id: ID, inputs, outputs: partial?.outputs ?? {} };
  const difference = { old, inputs, ignoreChanges: [], unknowns: false };
  expect(await usual.provider.diff(difference)).toMatchObject({
    changes: "some",
    replaces: expect.arrayContaining(["#initerror"]),
    deleteBeforeReplace: true,
  });
  expect((await failure(usual.provider.read(old))).partial?.reasons).toEqual([
    expect.stringMatching(/: it ended with exit code 3$/),
  ]);
  engine.answer(`GET /containers/${ID}/json`, { json: recorded("healthy") });
  const read = await usual.provider.read(old);
  expect(read.outputs?.__meta).not.toContain("not-ready");
});

test.each([
  ["crashing", /^container app: it was started 6 times, and ended each time, at last with exit code 4$/],
  [
    "unhealthy",
    /^container app: it is unhealthy: its health check failed \d+ times in a row; .* exit code 1: db is away$/,
  ],
] as const)("a container that is %s is not waited for any longer", async (name, reason) => {
  engine.answer(`GET /containers/${ID}/json`, { json: recorded(name) });
  engine.answer(`GET /containers/${ID}/logs`, { bytes: Buffer.alloc(0) });
  const { partial } = await failure(usual.provider.create(await creation({ ...waiting, name: "app" })));
  expect(partial).toMatchObject({ id: ID, reasons: [expect.stringMatching(reason)] });
});

test("a container that does not get healthy in its time is told with what its health check says", async () => {
  const sick = recorded("unhealthy") as { State: { Health: object } };
  const starting = { ...sick, State: { ...sick.State, Health: { ...sick.State.Health, Status: "starting" } } };
  engine.answer(`GET /containers/${ID}/json`, { json: starting });
  engine.answer(`GET /containers/${ID}/logs`, { status: 500, json: { message: "no log" } });
  const slow = await creation({ ...waiting, name: "app", waitTimeout: 1 });
  expect((await failure(usual.provider.create(slow))).partial?.reasons).toEqual([
    "container app: it was not healthy after 1 s: not healthy yet; the last one ended with exit code 1: db is away",
  ]);
});

test("what cannot be started is not left behind", async () => {
  engine.answer(`POST /containers/${ID}/start`, {
    status: 500,
    json: { message: "Bind for 127.0.0.1:80 failed: port is already allocated" },
  });
  const error = await failure(usual.provider.create(await creation({ ...waiting, name: "app" })));
  expect(error).toMatchObject({ outcome: "untouched", partial: undefined });
  expect(error.message).toMatch(
    /^container app: Bind for .* already allocated; something else on the engine's machine has/,
  );
  expect(engine.requests.at(-1)).toBe(`DELETE /containers/${ID}?v=true&force=true`);
});

test("a task is waited for to its end, with its log", async () => {
  engine.answer(`GET /containers/${ID}/json`, { json: recorded("ended") });
  engine.answer(`POST /containers/${ID}/wait`, { json: { StatusCode: 3 } });
  engine.answer(`GET /containers/${ID}/logs`, { bytes: framed("one\n", "hunter2-two\n") });
  const task = { image: "app:1", attach: true, logs: true, mustRun: false };
  const { outputs } = await usual.provider.create(await creation(task));
  expect(outputs).toMatchObject({ exitCode: 3, containerLogs: "one\nhunter2-two\n", mustRun: false });
  const secretTask = await creation({ ...task, envs: [secret("TOKEN=hunter2-two")] });
  expect((await usual.provider.create(secretTask)).outputs.containerLogs).toEqual(secret("one\nhunter2-two\n"));
});

test("an image that is not there is pulled, and the error says what to do when it cannot be", async () => {
  engine.answer("GET /images/", { status: 404, json: { message: "No such image" } });
  engine.answer("POST /images/create", { bytes: Buffer.from('{"status":"Pulling"}\n{"error":"no route"}\n') });
  const error = await failure(usual.provider.create(await creation({ image: "registry.example:5000/app" })));
  expect(error.message).toMatch(
    /has no image registry.example:5000\/app, and cannot pull it: no route\. Build or load it/,
  );
  expect(engine.requests.at(-1)).toBe("POST /images/create?fromImage=registry.example:5000/app&tag=latest");
  engine.answer("POST /images/create", { bytes: Buffer.from('{"status":"done"}\n') });
  await usual.provider.create(await creation({ image: "app@sha256:abc", start: false }));
  expect(engine.requests).toContain("POST /images/create?fromImage=app&tag=sha256:abc");
  const byId = `sha256:${"a".repeat(64)}`;
  expect((await failure(usual.provider.create(await creation({ image: byId })))).message).toContain("cannot be pulled");
});

test("canceling ends a wait at once, and the container is in the state", async () => {
  own = await ProviderUnderTest.start("docker", engine.environment);
  engine.answer(`POST /containers/${ID}/wait`, { never: true });
  const creating = failure(own.provider.create(await creation({ image: "app:1", name: "app", attach: true })));
  await expect.poll(() => engine.requests.some((asked) => asked.includes("/wait")), { timeout: 30_000 }).toBe(true);
  await own.cancel();
  expect((await creating).partial).toMatchObject({
    id: ID,
    reasons: ["container app: it was started, but cannot be waited for: canceled before it ended"],
  });
});

test("a preview asks nothing, and what the engine decides is unknown", async () => {
  const preview = await creation(
    { image: "app:1", ports: [{ internal: 80 }, { internal: 81, external: 25_000 }] },
    true,
  );
  const { id, outputs } = await usual.provider.create(preview);
  expect(id).toBe("");
  expect(outputs.ports).toMatchObject([
    { internal: 80, external: UNKNOWN },
    { internal: 81, external: 25_000 },
  ]);
  expect(outputs).not.toHaveProperty("hostname");
  expect(engine.requests).toEqual([]);
});

test("limits and restarts are changed in place, and a container that was found stopped is started", async () => {
  const inputs = await checked({ ...waiting, name: "a-10357b2" });
  const { outputs } = await usual.provider.create({ urn: CONTAINER, inputs, timeoutSeconds: 0, preview: false });
  engine.answer(`POST /containers/${ID}/update`, { json: {} });
  const old = { urn: CONTAINER, id: ID, inputs, outputs: { ...outputs, mustRun: false } };
  const news = await checked({ ...waiting, name: "a-10357b2", memory: 64, restart: "always" });
  await usual.provider.update({ old, inputs: news, ignoreChanges: [], timeoutSeconds: 0, preview: false });
  expect(JSON.parse(engine.bodyOf(`POST /containers/${ID}/update`).toString())).toMatchObject({
    Memory: 64 * 1024 * 1024,
    MemorySwap: 128 * 1024 * 1024,
    RestartPolicy: { Name: "always" },
  });
  expect(engine.requests.filter((asked) => asked.endsWith("/start"))).toHaveLength(2);
});

test("a container is stopped within its grace and removed; one that is gone is fine", async () => {
  const old = { urn: CONTAINER, id: ID, inputs: {}, outputs: { destroyGraceSeconds: 7, removeVolumes: true } };
  engine.answer(`POST /containers/${ID}/stop`, { status: 304 });
  engine.answer(`GET /containers/${ID}/json`, { status: 404, json: { message: "No such container" } });
  await usual.provider.delete(old, 0);
  expect(engine.requests.slice(0, 2)).toEqual([
    `POST /containers/${ID}/stop?t=7`,
    `DELETE /containers/${ID}?v=true&force=true`,
  ]);
  engine.answer(`POST /containers/${ID}/stop`, { status: 404, json: { message: "No such container" } });
  await usual.provider.delete(old, 0);
  expect(await usual.provider.read(old)).toMatchObject({ id: "" });
});

test("a network that is in use is tried again, and told with who is in it", async () => {
  engine.answer("POST /networks/create", { status: 201, json: { Id: "n1" } });
  engine.answer("GET /networks/n1", { json: recorded("network") });
  const inputs = await checked({ driver: "bridge" }, NETWORK);
  const { id, outputs } = await usual.provider.create({ urn: NETWORK, inputs, timeoutSeconds: 0, preview: false });
  expect(id).toBe("n1");
  expect(outputs).toMatchObject({ driver: "bridge", scope: "local", labels: [], ipamDriver: "default" });
  const inUse = { status: 403, json: { message: "network n1 has active endpoints" } };
  engine.answer("DELETE /networks/n1", inUse, { status: 204 });
  const old = { urn: NETWORK, id: "n1", inputs, outputs };
  await usual.provider.delete(old, 0);
  expect(usual.told).toEqual([expect.stringMatching(/^status waiting until it is not in use any more/)]);
  engine.answer("DELETE /networks/n1", inUse);
  expect((await failure(usual.provider.delete(old, 1))).message).toMatch(
    /still in use after 1 s, by a-10357b2: remove/,
  );
});

test("a volume that is there already is taken over with a warning", async () => {
  engine.answer("GET /volumes/", { status: 404, json: { message: "no such volume" } }, { json: recorded("volume") });
  engine.answer("POST /volumes/create", { status: 201, json: recorded("volume") });
  const inputs = await checked({ labels: [{ label: "a", value: "b" }] }, VOLUME);
  expect(inputs.name).toMatch(/^data-[0-9a-f]{7}$/);
  const create = { urn: VOLUME, inputs, timeoutSeconds: 0, preview: false };
  expect(await usual.provider.create(create)).toMatchObject({
    id: "rec-volume-x",
    outputs: { driverOpts: {}, labels: [{ label: "a", value: "b" }], cluster: null },
  });
  expect(usual.told).toEqual([]);
  await usual.provider.create(create);
  expect(usual.told).toEqual([expect.stringMatching(/^warning a volume data-.* is there already: it is taken over/)]);
});

test("without an engine the error says where it was looked for, and what to do", async () => {
  own = await ProviderUnderTest.start("docker", { DOCKER_HOST: "unix:///nonexistent/docker.sock" });
  const error = await failure(own.provider.create(await creation({ image: "app:1", name: "app" })));
  expect(error.message).toMatch(
    /^container app: the Docker engine at unix:\/\/\/nonexistent\/docker.sock cannot be reached \(.*\): start it, or name/,
  );
  expect(error.outcome).toBe("untouched");
});

test("newer engines are asked in the oldest version that they take, and older ones are refused", async () => {
  engine.answer("GET /version", { json: { ApiVersion: "1.52", MinAPIVersion: "1.44" } });
  engine.versions.clear();
  own = await ProviderUnderTest.start("docker", engine.environment);
  await own.provider.create(await creation({ ...waiting }));
  expect([...engine.versions]).toEqual(["1.44"]);
  engine.answer("GET /version", { json: { ApiVersion: "1.39" } });
  await own.stop();
  own = await ProviderUnderTest.start("docker", engine.environment);
  expect((await failure(own.provider.create(await creation({ image: "app:1" })))).message).toMatch(
    /update it to Docker 20\.10/,
  );
});

test("other types and functions are refused by name", async () => {
  const urn = urnOf("docker:index/remoteImage:RemoteImage", "r");
  const { failures } = await usual.provider.check({ urn, olds: undefined, news: {}, preview: false });
  expect(failures[0]?.reason).toMatch(
    /^'docker:index\/remoteImage:RemoteImage' is not supported .* resource docker 5\.2\.0/,
  );
  const call = usual.provider.invoke({ token: "docker:index/getNetwork:getNetwork", args: {}, preview: true });
  expect((await failure(call)).message).toContain("the function 'docker:index/getNetwork:getNetwork' is not supported");
});
