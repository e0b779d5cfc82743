import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeCluster } from "../../tunnel/testing/fake-cluster.ts";
import { KongError, kongAdmin } from "./admin.ts";
import { FakeAdmin } from "./testing/fake-admin.ts";

let kong: FakeAdmin;

beforeEach(async () => {
  kong = await FakeAdmin.start(2);
});

afterEach(() => kong.stop());

async function failureOf(promise: Promise<unknown>): Promise<KongError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof KongError)) throw new Error("it was to fail with a KongError", { cause: outcome });
  return outcome;
}

test("lists all pages", async () => {
  for (const name of ["a", "b", "c", "d", "e"]) kong.add("/services", { name });
  const services = await kongAdmin({ uri: kong.uri }).list<{ name: string }>("/services");
  expect(services.map((service) => service.name)).toEqual(["e", "d", "c", "b", "a"]);
  expect(kong.requests.map((request) => request.path)).toEqual([
    "/services?size=1000",
    "/services?offset=2&size=1000",
    "/services?offset=4&size=1000",
  ]);
});

test("find and delete stand absence; get, patch and list do not", async () => {
  const admin = kongAdmin({ uri: kong.uri });
  expect(await admin.find("/services/none")).toBeUndefined();
  await admin.delete("/upstreams/none/targets/none");
  for (const call of [
    admin.get("/services/none"),
    admin.patch("/services/none", {}),
    admin.list("/upstreams/none/targets"),
  ]) {
    expect(await failureOf(call)).toMatchObject({ status: 404, absent: true });
  }
});

test("a 404 that is not Kong's word about an entity is a failure for find and delete too", async () => {
  const admin = kongAdmin({ uri: kong.uri });
  const proxy = { status: 404, body: { message: "no Route matched with those values" } };
  kong.answerNext(proxy);
  expect((await failureOf(admin.find("/services/a"))).message).toBe(
    "Kong answered 404 to GET /services/a: no Route matched with those values; this is Kong's proxy port, not its Admin API",
  );
  kong.answerNext(proxy);
  expect(await failureOf(admin.delete("/services/a"))).toMatchObject({ status: 404, absent: false });
});

describe("an Admin API inside a cluster", () => {
  const uri = "kubernetes://staging/canary/services/kong-admin:8001/";
  let cluster: FakeCluster;

  beforeEach(() => {
    cluster = new FakeCluster({ forwards: { "services/kong-admin:8001": Number(new URL(kong.uri).port) } });
    vi.stubEnv("PATH", cluster.environment.PATH);
    vi.stubEnv("FAKE_KUBECTL", cluster.environment.FAKE_KUBECTL);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    cluster.end();
  });

  test("is asked through a tunnel, page by page, and stays itself over a restart", async () => {
    for (const name of ["a", "b", "c"]) kong.add("/services", { name });
    const admin = kongAdmin({ uri });
    expect(admin.uri).toBe("kubernetes://staging/canary/services/kong-admin:8001");
    expect(await admin.list("/services")).toHaveLength(3);
    await kong.stop();
    kong = await FakeAdmin.start();
    cluster.become({ forwards: { "services/kong-admin:8001": Number(new URL(kong.uri).port) } });
    expect(await admin.list("/services")).toEqual([]);
  });

  test("is not sent the same POST twice when the tunnel breaks, and the error says what to do", async () => {
    const admin = kongAdmin({ uri });
    await admin.list("/services");
    await kong.stop();
    kong = await FakeAdmin.start();
    const { message } = await failureOf(admin.post("/services", { host: "a" }));
    expect(message).toMatch(
      /for POST \/services: TUN003: .* run the command again; the change may or may not have been made$/,
    );
    expect(kong.requests).toEqual([]);
  });

  test("that cannot be reached says why", async () => {
    const elsewhere = "kubernetes://staging/canary/services/elsewhere:8001";
    expect((await failureOf(kongAdmin({ uri: elsewhere }).get("/"))).message).toBe(
      `cannot reach Kong's Admin API at ${elsewhere} for GET /: TUN002: no way to services/elsewhere:8001 in namespace canary of ` +
        "context staging: Error from server (NotFound): services/elsewhere:8001 not found",
    );
  });
});

describe("a refusal", () => {
  test("holds what Kong says", async () => {
    const fields = { weight: "value should be between 0 and 65535" };
    const message = "schema violation (weight: value should be between 0 and 65535)";
    kong.answerNext({ status: 400, body: { code: 2, name: "schema violation", fields, message } });
    const error = await failureOf(kongAdmin({ uri: kong.uri }).patch("/upstreams/u/targets/t", { weight: -1 }));
    expect(error).toMatchObject({ status: 400, kongCode: 2, fields, method: "PATCH", path: "/upstreams/u/targets/t" });
    expect(error.message).toBe(`Kong answered 400 to PATCH /upstreams/u/targets/t: ${message}`);
  });

  test("shows the fields where the message does not", async () => {
    kong.answerNext({
      status: 400,
      body: { code: 2, message: "schema violation", fields: { host: "required field missing" } },
    });
    const error = await failureOf(kongAdmin({ uri: kong.uri }).post("/services", {}));
    expect(error.message).toContain('schema violation; fields: {"host":"required field missing"}');
  });
});

test("no answer: status is undefined, and the message says what to do", async () => {
  const { uri } = kong;
  await kong.stop();
  const error = await failureOf(kongAdmin({ uri, token: "t0k3n" }).get("/services"));
  expect(error).toMatchObject({ status: undefined, cause: { code: "ECONNREFUSED" } });
  expect(error.message).toContain(
    `cannot reach Kong's Admin API at ${uri} (ECONNREFUSED) for GET /services: is the gateway`,
  );
  kong = await FakeAdmin.start();
});

test("too slow an answer: says that a change may have been made all the same", async () => {
  const held = kong.holdNext();
  const error = await failureOf(kongAdmin({ uri: kong.uri, timeoutMs: 50 }).post("/services", { host: "a" }));
  expect(error.status).toBeUndefined();
  expect(error.message).toContain(
    "did not answer POST /services within 50 ms; the change may or may not have been made",
  );
  (await held)();
});

test("a kept connection that is closed under a call: once more, but never a POST", async () => {
  const admin = kongAdmin({ uri: kong.uri });
  kong.add("/services", { name: "a" });
  await admin.get("/services/a");
  kong.closeNext();
  expect(await admin.patch("/services/a", { port: 81 })).toMatchObject({ port: 81 });
  kong.closeNext();
  expect(await failureOf(admin.post("/services", { host: "b" }))).toMatchObject({ cause: { code: "ECONNRESET" } });
  expect(kong.entities("/services")).toHaveLength(1);
});

test.each(["", "127.0.0.1:8001", "ftp://kong", "http://user:pass@kong:8001"])("refuses the URI %j", (uri) => {
  expect(() => kongAdmin({ uri })).toThrow(/^kongAdminUri /);
});

test("does not show the password of a URI that it refuses", () => {
  expect(() => kongAdmin({ uri: "http://user:s3cr3t@kong:8001" })).toThrow(/^(?!.*s3cr3t)/);
});
