import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FakeAdmin } from "./testing/fake-admin.ts";
import { PLUGIN_PATH, PluginProcess } from "./testing/plugin-process.ts";

const SERVICE = "kong:index/service:Service";
const ROUTE = "kong:index/route:Route";
const UPSTREAM = "kong:index/upstream:Upstream";
const TARGET = "kong:index/target:Target";
const PLUGIN = "kong:index/plugin:Plugin";
const CONSUMER = "kong:index/consumer:Consumer";
const JWT = "kong:index/consumerJwtAuth:ConsumerJwtAuth";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

let engine: net.Server;
let engineAddress: string;
let home: string;
let kong: FakeAdmin;
let plugin: PluginProcess;

beforeAll(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "kong-provider-"));
  engine = await listen();
  engineAddress = addressOf(engine);
  plugin = await PluginProcess.start(engineAddress, { CANARY_HOME: home, KONG_ADMIN_TOKEN: "" });
});

afterAll(async () => {
  await plugin.stop();
  engine.close();
  fs.rmSync(home, { recursive: true });
});

beforeEach(async () => {
  kong = await FakeAdmin.start();
  await plugin.configure({ kongAdminUri: `${kong.uri}/` });
});

afterEach(() => kong.stop());

/** Something that listens, as an engine does; the provider only looks whether it is there. */
async function listen(): Promise<net.Server> {
  const server = net.createServer((socket) => socket.on("error", () => {}));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

function addressOf(server: net.Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("create", () => {
  test("sends what was given, in Kong's words, and answers Kong's id", async () => {
    const inputs = {
      serviceId: "s1",
      protocols: ["http"],
      paths: ["/ai"],
      headers: [{ name: "X-Release-Track", values: ["canary"] }],
      stripPath: false,
    };
    const made = await plugin.create(ROUTE, inputs);
    const [route] = kong.entities("/routes");
    expect(made).toEqual({ id: route?.id, properties: inputs });
    expect(kong.requests).toHaveLength(1);
    expect(kong.requests[0]).toMatchObject({
      method: "POST",
      path: "/routes",
      body: {
        service: { id: "s1" },
        protocols: ["http"],
        paths: ["/ai"],
        headers: { "X-Release-Track": ["canary"] },
        strip_path: false,
      },
    });
  });

  test("sends a weight of 0", async () => {
    const upstream = kong.add("/upstreams", { name: "ai" });
    await plugin.create(TARGET, { upstreamId: upstream.id, target: "127.0.0.1:4000", weight: 0, tags: ["rev:a"] });
    expect(kong.changes()[0]?.body).toEqual({ target: "127.0.0.1:4000", weight: 0, tags: ["rev:a"] });
  });

  test("writes nested objects and a plugin's JSON as Kong wants them", async () => {
    await plugin.create(UPSTREAM, {
      name: "ai",
      healthchecks: { active: { httpPath: "/health", healthy: { interval: 1 } } },
    });
    await plugin.create(PLUGIN, { name: "rate-limiting", routeId: "r1", configJson: '{"minute":5}' });
    expect(kong.changes().map((change) => change.body)).toEqual([
      { name: "ai", healthchecks: { active: { http_path: "/health", healthy: { interval: 1 } } } },
      { name: "rate-limiting", route: { id: "r1" }, config: { minute: 5 } },
    ]);
  });

  test("takes over a target that an update left behind, and leaves its weight", async () => {
    const upstream = kong.add("/upstreams", { name: "ai" });
    const there = kong.add(`/upstreams/${upstream.id}/targets`, {
      target: "127.0.0.1:4000",
      weight: 40,
      tags: ["rev:a", "smoked"],
    });
    const inputs = { upstreamId: upstream.id, target: "127.0.0.1:4000", weight: 0, tags: ["rev:a"] };
    expect((await plugin.create(TARGET, inputs)).id).toBe(there.id);
    expect(there).toMatchObject({ weight: 40, tags: ["rev:a", "smoked"] });
    expect(kong.changes().map((change) => change.method)).toEqual(["POST"]);
  });

  test("brings what it takes over to what was asked for", async () => {
    const service = kong.add("/services", { name: "ai", host: "old", tags: ["canary-release"] });
    await plugin.create(SERVICE, { name: "ai", protocol: "http", host: "new", tags: ["canary-release"] });
    expect(service).toMatchObject({ host: "new", tags: ["canary-release"] });
    const other = kong.add("/plugins", { name: "cors", service: { id: "s2" }, tags: ["canary-release"] });
    const twin = kong.add("/plugins", { name: "cors", service: { id: "s1" }, tags: ["canary-release"] });
    const made = await plugin.create(PLUGIN, { name: "cors", serviceId: "s1", tags: ["canary-release"] });
    expect(made.id).toBe(twin.id);
    expect(made.id).not.toBe(other.id);
  });

  test.each([
    { case: "other tags", tags: ["rev:b"] },
    { case: "no tags", tags: null },
  ])("refuses a target of somebody else ($case), and says how to take it over", async ({ tags }) => {
    const upstream = kong.add("/upstreams", { name: "ai" });
    const targets = `/upstreams/${upstream.id}/targets`;
    const there = kong.add(targets, { target: "127.0.0.1:4000", weight: 40, tags });
    const inputs = { upstreamId: upstream.id, target: "127.0.0.1:4000", weight: 0, tags: ["rev:a"] };
    await expect(plugin.create(TARGET, inputs)).rejects.toMatchObject({
      details:
        `Kong has this target already (Kong answered 409 to POST ${targets}: UNIQUE violation detected on ` +
        `'{target="127.0.0.1:4000"}'), and not with the tags of this one (there: ${tags?.[0] ?? "none"}; here: rev:a). ` +
        `Delete it in Kong, or take it over with "pulumi import ${TARGET} NAME ${upstream.id}/${there.id}"`,
    });
    expect(there.weight).toBe(40);
  });

  test("refuses to take over anything when it has no tags itself", async () => {
    kong.add("/upstreams", { name: "ai" });
    await expect(plugin.create(UPSTREAM, { name: "ai" })).rejects.toMatchObject({
      details: expect.stringContaining("there: none; here: none"),
    });
  });

  test("passes Kong's own message on", async () => {
    const fields = { host: "required field missing" };
    const message = "schema violation (host: required field missing)";
    kong.answerNext({ status: 400, body: { code: 2, name: "schema violation", fields, message } });
    await expect(plugin.create(SERVICE, { protocol: "http", host: "x" })).rejects.toMatchObject({
      details: `Kong answered 400 to POST /services: ${message}`,
    });
  });

  test("says what to do when the upstream of a target is gone", async () => {
    await expect(plugin.create(TARGET, { upstreamId: "gone", target: "a:1", weight: 0 })).rejects.toMatchObject({
      details: expect.stringContaining('this target or what it belongs to is gone from Kong; "pulumi refresh"'),
    });
  });
});

describe("update", () => {
  test("changes what differs and leaves what another hand has set", async () => {
    const upstream = kong.add("/upstreams", { name: "ai" });
    const target = kong.add(`/upstreams/${upstream.id}/targets`, {
      target: "a:1",
      weight: 70,
      tags: ["rev:a", "smoked"],
    });
    const olds = { upstreamId: upstream.id, target: "a:1", weight: 0, tags: ["rev:a"] };
    const news = { ...olds, target: "a:2" };
    expect(await plugin.update(TARGET, target.id, olds, news)).toEqual(news);
    expect(kong.changes()).toHaveLength(1);
    expect(kong.changes()[0]).toMatchObject({ method: "PATCH", body: { target: "a:2" } });
    expect(target).toMatchObject({ target: "a:2", weight: 70, tags: ["rev:a", "smoked"] });
  });

  test("takes a property away by Kong's default, and by null where there is none", async () => {
    const { id } = kong.add("/services", { host: "a", retries: 2, path: "/x", connect_timeout: 5 });
    const olds = { protocol: "http", host: "a", retries: 2, path: "/x", connectTimeout: 5 };
    await plugin.update(SERVICE, id, olds, { protocol: "http", host: "a", connectTimeout: 5 });
    expect(kong.changes()[0]?.body).toEqual({ retries: 5, path: null });
  });

  test("sends only the changed part of a nested object", async () => {
    const { id } = kong.add("/upstreams", { name: "ai" });
    const checks = (interval: number, successes?: number) => ({
      name: "ai",
      healthchecks: { active: { httpPath: "/health", healthy: { interval, ...(successes ? { successes } : {}) } } },
    });
    await plugin.update(UPSTREAM, id, checks(1, 2), checks(3));
    expect(kong.changes()[0]?.body).toEqual({ healthchecks: { active: { healthy: { interval: 3, successes: 0 } } } });
  });

  test("replaces a plugin's configuration as a whole, and nothing else of the plugin", async () => {
    const config = { minute: 5, hour: 10, policy: "local" };
    const there = kong.add("/plugins", { name: "rate-limiting", enabled: false, config, created_at: 1, updated_at: 2 });
    const inputs = (json: string) => ({ name: "rate-limiting", configJson: json });
    await plugin.update(PLUGIN, there.id, inputs('{"minute":5,"hour":10}'), inputs('{"minute":7}'));
    expect(kong.changes()[0]).toMatchObject({ method: "PUT", body: { enabled: false, config: { minute: 7 } } });
    expect(there).toMatchObject({ enabled: false, config: { minute: 7 }, created_at: 1 });
  });

  test("says what to do when the entity is gone", async () => {
    await expect(plugin.update(SERVICE, "gone", { host: "a" }, { host: "b" })).rejects.toMatchObject({
      details: expect.stringContaining('this service is gone from Kong; "pulumi refresh" takes it out of state'),
    });
  });
});

describe("read", () => {
  test("answers only what was given before, and in its form", async () => {
    const config = { minute: 5, hour: null, policy: "local" };
    const { id } = kong.add("/plugins", {
      name: "rate-limiting",
      enabled: true,
      config,
      tags: ["b", "a"],
      service: null,
    });
    const known = { name: "rate-limiting", configJson: '{ "minute": 5 }', tags: ["a", "b"] };
    expect(await plugin.read(PLUGIN, id, known)).toEqual({ id, inputs: known, properties: known });
  });

  test("tells what differs in Kong", async () => {
    const upstream = kong.add("/upstreams", {
      name: "ai",
      healthchecks: { active: { timeout: 1, healthy: { interval: 9 } } },
    });
    const known = { name: "ai", healthchecks: { active: { healthy: { interval: 1 } } } };
    const seen = await plugin.read(UPSTREAM, upstream.id, known);
    expect(seen.inputs).toEqual({ name: "ai", healthchecks: { active: { healthy: { interval: 9 } } } });
  });

  test("imports a target by the names of its upstream and itself", async () => {
    const upstream = kong.add("/upstreams", { name: "ai" });
    const fields = { target: "127.0.0.1:4000", weight: 100, upstream: { id: upstream.id } };
    const { id } = kong.add(`/upstreams/${upstream.id}/targets`, fields);
    const properties = { upstreamId: upstream.id, target: "127.0.0.1:4000", weight: 100 };
    expect(await plugin.read(TARGET, "ai/127.0.0.1:4000")).toEqual({ id, inputs: properties, properties });
  });

  test("imports by name, without defaults among the inputs", async () => {
    const { id } = kong.add("/services", { name: "ai", host: "a", port: 80, protocol: "http", retries: 2, path: null });
    const seen = await plugin.read(SERVICE, "ai");
    expect(seen.id).toBe(id);
    expect(seen.inputs).toEqual({ name: "ai", host: "a", protocol: "http", retries: 2 });
    expect(seen.properties).toEqual({ ...seen.inputs, port: 80 });
  });

  test("answers nothing for what is gone", async () => {
    expect(await plugin.read(SERVICE, "gone", { host: "a" })).toEqual({ id: "", inputs: {}, properties: {} });
  });

  test("fails, instead of losing all of the state, when it is not Kong that has answered 404", async () => {
    kong.answerNext({ status: 404, body: { message: "no Route matched with those values" } });
    await expect(plugin.read(SERVICE, "s1", { host: "a" })).rejects.toMatchObject({
      details: expect.stringContaining("this is Kong's proxy port, not its Admin API"),
    });
  });

  test("says which form of id a target needs", async () => {
    await expect(plugin.read(TARGET, "t1")).rejects.toMatchObject({
      details: 'the id "t1" does not say which upstreamId the target has: write it UPSTREAM/TARGET',
    });
  });
});

describe("a consumer and its JWT credential", () => {
  const secret = (value: string) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  });

  test("are made, changed, read and deleted, and the secret goes back marked as one", async () => {
    const { id: consumerId } = await plugin.create(CONSUMER, { username: "app", tags: ["canary-release"] });
    const inputs = { consumerId, key: "https://issuer", algorithm: "HS256", secret: "a", tags: ["canary-release"] };
    const { id, properties } = await plugin.create(JWT, inputs);
    expect(properties).toEqual({ ...inputs, secret: secret("a") });
    const [credential] = kong.entities(`/consumers/${consumerId}/jwt`);
    expect(credential).toMatchObject({ id, key: "https://issuer", algorithm: "HS256", secret: "a" });
    expect(await plugin.update(JWT, id, inputs, { ...inputs, secret: "b" })).toEqual({
      ...inputs,
      secret: secret("b"),
    });
    expect(kong.changes().at(-1)).toMatchObject({
      method: "PATCH",
      path: `/consumers/${consumerId}/jwt/${id}`,
      body: { secret: "b" },
    });
    const seen = await plugin.read(JWT, id, inputs);
    expect(seen.inputs).toEqual({ ...inputs, secret: secret("b") });
    await plugin.delete(JWT, id, inputs);
    expect(kong.entities(`/consumers/${consumerId}/jwt`)).toEqual([]);
    await plugin.delete(CONSUMER, consumerId, { username: "app" });
    expect(kong.entities("/consumers")).toEqual([]);
  });

  test("are imported by the consumer's name and the key, which may hold slashes", async () => {
    const consumer = kong.add("/consumers", { username: "app", custom_id: null });
    const fields = { key: "https://issuer/a", secret: "s", algorithm: "HS256", consumer: { id: consumer.id } };
    const { id } = kong.add(`/consumers/${consumer.id}/jwt`, fields);
    expect((await plugin.read(CONSUMER, "app")).inputs).toEqual({ username: "app" });
    const seen = await plugin.read(JWT, "app/https://issuer/a");
    expect(seen).toMatchObject({
      id,
      inputs: { consumerId: consumer.id, key: "https://issuer/a", secret: secret("s") },
    });
    await expect(plugin.read(JWT, "https:")).rejects.toMatchObject({
      details: expect.stringContaining("write it CONSUMER/KEY"),
    });
  });

  test("that an update left behind are taken over, and brought to what is asked for", async () => {
    const consumer = kong.add("/consumers", { username: "app", tags: ["canary-release"] });
    const fields = { key: "k", secret: "old", algorithm: "HS256", tags: ["canary-release"] };
    const there = kong.add(`/consumers/${consumer.id}/jwt`, fields);
    const inputs = { consumerId: consumer.id, key: "k", secret: "new", tags: ["canary-release"] };
    expect((await plugin.create(CONSUMER, { username: "app", tags: ["canary-release"] })).id).toBe(consumer.id);
    expect((await plugin.create(JWT, inputs)).id).toBe(there.id);
    expect(there.secret).toBe("new");
  });
});

test("delete takes the entity away, and what is gone already is fine", async () => {
  const upstream = kong.add("/upstreams", { name: "ai" });
  const target = kong.add(`/upstreams/${upstream.id}/targets`, { target: "a:1" });
  await plugin.delete(TARGET, target.id, { upstreamId: upstream.id });
  await plugin.delete(TARGET, target.id, { upstreamId: upstream.id });
  expect(kong.entities(`/upstreams/${upstream.id}/targets`)).toEqual([]);
});

describe("preview", () => {
  test("calls Kong for nothing, and knows nothing that it cannot know", async () => {
    const inputs = { upstreamId: UNKNOWN, target: "a:1", weight: 0 };
    expect(await plugin.check(TARGET, inputs)).toEqual({ inputs, failures: [] });
    expect(await plugin.create(TARGET, inputs, true)).toEqual({ id: "", properties: inputs });
    expect(await plugin.update(TARGET, "t1", inputs, { ...inputs, weight: 9 }, true)).toMatchObject({ weight: 9 });
    await plugin.diff(TARGET, inputs, { ...inputs, weight: 9 });
    expect(kong.requests).toEqual([]);
  });

  test("stands an Admin API whose URI is not known yet", async () => {
    expect((await plugin.checkConfig({ kongAdminUri: UNKNOWN })).failures).toEqual([]);
    await plugin.configure({ kongAdminUri: UNKNOWN });
    expect((await plugin.create(SERVICE, { host: "a" }, true)).id).toBe("");
    await expect(plugin.create(SERVICE, { host: "a" })).rejects.toMatchObject({
      details: "kongAdminUri is not known: the provider was not configured with it",
    });
  });
});

describe("configuration", () => {
  test("is checked", async () => {
    expect((await plugin.checkConfig({})).failures).toEqual([
      "kongAdminUri is required: Base URL of Kong's Admin API, such as http://127.0.0.1:8001.",
    ]);
    expect((await plugin.checkConfig({ kongAdminUri: "127.0.0.1:8001", version: "1.0.0" })).failures).toEqual([
      'kongAdminUri is "127.0.0.1:8001"; allowed: an http://, https:// or kubernetes:// URL without user and password',
    ]);
    expect((await plugin.checkConfig({ kongAdminUri: kong.uri, kongWorkspace: "x" })).failures).toEqual([
      "kongWorkspace is not a property here; there are kongAdminUri, kongAdminToken",
    ]);
  });

  test("keeps the mark of a secret token, changes in place, and asks for bare secrets", async () => {
    const token = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "t0k3n" };
    const news = { kongAdminUri: kong.uri, kongAdminToken: token };
    expect(await plugin.checkConfig(news)).toEqual({ inputs: news, failures: [] });
    const diff = await plugin.diffConfig({ kongAdminUri: "http://old:1" }, { kongAdminUri: kong.uri });
    expect(diff.getDiffsList()).toEqual(["kongAdminUri"]);
    expect(diff.getReplacesList()).toEqual([]);
    const configured = await plugin.configure(news);
    expect(configured.getAcceptsecrets()).toBe(false);
    expect(configured.getSupportspreview()).toBe(true);
  });

  test("gives the token to Kong and to nobody else", async () => {
    await plugin.configure({ kongAdminUri: kong.uri, kongAdminToken: "t0k3n" });
    kong.answerNext({ status: 401, body: { message: "Invalid RBAC credentials" } });
    const failure: Error = await plugin.create(SERVICE, { host: "a" }).then(
      () => expect.unreachable(),
      (error) => error,
    );
    expect(failure.message).toContain("Invalid RBAC credentials; check the admin token");
    expect(`${failure.message} ${JSON.stringify(failure)}`).not.toContain("t0k3n");
    expect(kong.requests[0]?.token).toBe("t0k3n");
  });

  test("takes the token from the environment", async () => {
    const other = await PluginProcess.start(engineAddress, { CANARY_HOME: home, KONG_ADMIN_TOKEN: "from-env" });
    try {
      await other.configure({ kongAdminUri: kong.uri });
      await other.create(SERVICE, { host: "a" });
      expect(kong.requests[0]?.token).toBe("from-env");
    } finally {
      await other.stop();
    }
  });
});

test("an Admin API that cannot be reached: the message says where, why, and what to do", async () => {
  const { uri } = kong;
  await kong.stop();
  await expect(plugin.create(SERVICE, { host: "a" })).rejects.toMatchObject({
    details:
      `cannot reach Kong's Admin API at ${uri} (ECONNREFUSED) for POST /services: ` +
      "is the gateway running, and is this the URL of its Admin API?",
  });
  kong = await FakeAdmin.start();
});

describe("process", () => {
  test("says its port on stdout and nothing else", async () => {
    await plugin.create(SERVICE, { host: "a" });
    expect(plugin.stdout).toEqual([expect.stringMatching(/^\d+$/)]);
  });

  test("marks a Cancel, and takes the mark away at its end and an old one at its start", async () => {
    const mark = path.join(home, "cancel", engineAddress.split(":")[1] ?? "");
    expect(fs.existsSync(mark)).toBe(false);
    await plugin.cancel();
    expect(fs.existsSync(mark)).toBe(true);
    const next = await PluginProcess.start(engineAddress, { CANARY_HOME: home });
    expect(fs.existsSync(mark)).toBe(false);
    await next.cancel();
    expect(fs.existsSync(mark)).toBe(true);
    next.signal("SIGINT");
    await next.ended;
    expect(fs.existsSync(mark)).toBe(false);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s: finishes the call in flight, then goes", async (signal) => {
    const other = await PluginProcess.start(engineAddress, { CANARY_HOME: home });
    await other.configure({ kongAdminUri: kong.uri });
    const asked = kong.holdNext();
    const made = other.create(SERVICE, { host: "a" });
    const answer = await asked;
    other.signal(signal);
    answer();
    expect((await made).id).not.toBe("");
    await other.ended;
  });

  test("ends itself when the engine is gone", async () => {
    const other = await listen();
    const orphan = await PluginProcess.start(addressOf(other), { CANARY_HOME: home });
    other.close();
    await orphan.ended;
  });

  test("ends itself when only the process that the engine has started is killed", async () => {
    const orphan = await PluginProcess.start(engineAddress, { CANARY_HOME: home });
    orphan.child.kill("SIGKILL");
    await orphan.ended;
  });

  test("says what it is when it is started by hand", async () => {
    const child = spawn(PLUGIN_PATH, [], { stdio: ["ignore", "ignore", "pipe"] });
    const [message] = await once(child.stderr, "data");
    const [code] = await once(child, "exit");
    expect(code).toBe(1);
    expect(String(message)).toContain("Pulumi starts it, with the address of its engine as argument");
  });
});
