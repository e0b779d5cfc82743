import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../contract/test-gateway.ts";

let lab: TestGateway;

beforeAll(async () => {
  lab = await startTestGateway();
  await lab.admin("POST", "/services", { name: "s", host: "h" });
  await lab.admin("POST", "/consumers", { username: "app" });
});

afterAll(() => lab.close());

test.each([
  [
    "/services",
    { host: "h", protocol: "grpc" },
    { protocol: "'grpc' is not supported by this gateway, only http, https" },
  ],
  [
    "/routes",
    { protocols: ["tcp"], sources: [{ port: 1 }] },
    { protocols: expect.stringContaining("'tcp' is not supported") },
  ],
  ["/routes", { paths: ["/"], snis: ["a.example"] }, { snis: "not supported by this gateway, which ends no TLS" }],
  [
    "/routes",
    { paths: ["/"], path_handling: "v1" },
    { path_handling: "'v1' is not supported by this gateway, only v0" },
  ],
  ["/upstreams", { name: "u", use_srv_name: true }, { use_srv_name: expect.stringContaining("not supported") }],
  [
    "/upstreams",
    { name: "u", healthchecks: { active: { type: "grpc" } } },
    { healthchecks: { active: { type: expect.stringContaining("'grpc' is not supported") } } },
  ],
  [
    "/plugins",
    { name: "rate-limiting", config: { minute: 1, policy: "redis", redis: { host: "r" } } },
    { config: { policy: expect.stringContaining("'redis' is not supported") } },
  ],
  [
    "/plugins",
    { name: "jwt", config: { anonymous: "a" } },
    { config: { anonymous: expect.stringContaining("not supp") } },
  ],
  ["/plugins", { name: "cors", consumer: { username: "app" } }, { consumer: expect.stringContaining("not supported") }],
])("POST %s of %j is refused, not stored to be ignored", async (path, body, fields) => {
  const answer = await lab.client.admin("POST", path, body);
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ code: 2, name: "schema violation", fields });
});

test.each(["/certificates", "/tags", "/schemas/routes", "/config", "/plugins/schema/cors"])(
  "%s is not offered and says so",
  async (path) => {
    const answer = await lab.client.admin("GET", path);
    expect(answer.status).toBe(501);
    expect(answer.body).toEqual({ message: expect.stringMatching(/^this gateway does not offer Kong's \//) });
  },
);

test("a service that routes refer to is not deleted; its plugins go with it", async () => {
  await lab.admin("POST", "/services/s/plugins", { name: "cors" });
  await lab.admin("POST", "/services/s/routes", { name: "r", paths: ["/"] });
  const refused = await lab.client.admin("DELETE", "/services/s");
  expect(refused.status).toBe(400);
  expect(refused.body).toEqual({
    code: 4,
    name: "foreign key violation",
    message: "an existing 'routes' entity references this 'services' entity",
    fields: { "@referenced_by": "routes" },
  });
  expect((await lab.admin("GET", "/plugins")).data).toHaveLength(1);
  await lab.admin("DELETE", "/services/s/routes/r");
  await lab.admin("DELETE", "/services/s");
  expect((await lab.admin("GET", "/plugins")).data).toEqual([]);
});
