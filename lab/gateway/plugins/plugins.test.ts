import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EchoBackend, startEchoBackend } from "../contract/echo-backend.ts";
import { startTestGateway, type TestGateway } from "../contract/test-gateway.ts";

let lab: TestGateway;
let backend: EchoBackend;

beforeAll(async () => {
  [lab, backend] = await Promise.all([startTestGateway(), startEchoBackend("A")]);
  for (const name of ["plain", "other"]) await lab.serve(name, { [`127.0.0.1:${backend.port}`]: 1 });
});

afterAll(async () => {
  await lab.close();
  await backend.close();
});

const status = async (path: string) => {
  const response = await request(`http://127.0.0.1:${lab.gateway.ports.status}${path}`);
  return { status: response.statusCode, text: await response.body.text() };
};

test("prometheus counts requests by service, route, code and source when it is asked to", async () => {
  await lab.admin("POST", "/services/plain/plugins", {
    name: "prometheus",
    config: { status_code_metrics: true, latency_metrics: true, bandwidth_metrics: true },
  });
  for (let count = 0; count < 3; count++) await lab.client.proxy("GET", "/plain");
  await lab.client.proxy("GET", "/other");
  const { text } = await status("/metrics");
  const series =
    'kong_http_requests_total{service="plain",route="plain",code="200",source="service",workspace="default",consumer=""} 3';
  expect(text.split("\n")).toContain(series);
  expect(text).toContain('kong_upstream_latency_ms_count{service="plain",route="plain",workspace="default"} 3');
  expect(text).not.toContain('service="other"');
});

test("the status listener has nothing but the status and the metrics", async () => {
  expect(JSON.parse((await status("/status")).text)).toMatchObject({ database: { reachable: true } });
  expect(await status("/services")).toEqual({ status: 404, text: '{"message":"Not found"}' });
});

test("cors answers a preflight itself and marks other answers", async () => {
  await lab.admin("POST", "/routes/other/plugins", {
    name: "cors",
    config: { origins: ["http://a.example", "http://b.example"], credentials: true, max_age: 60, methods: ["GET"] },
  });
  const origin = { origin: "http://b.example" };
  const seen = backend.seen();
  const preflight = await lab.client.proxy("OPTIONS", "/other", { ...origin, "access-control-request-method": "GET" });
  expect(preflight.status).toBe(200);
  expect(backend.seen()).toBe(seen);
  expect(preflight.headers).toMatchObject({
    "access-control-allow-origin": "http://b.example",
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "GET",
    "access-control-max-age": "60",
    vary: "Origin",
  });
  const answer = await lab.client.proxy("GET", "/other", origin);
  expect(answer.headers).toMatchObject({ "access-control-allow-origin": "http://b.example", "x-backend": "A" });
  const stranger = await lab.client.proxy("GET", "/other", { origin: "http://c.example" });
  expect(stranger.headers).not.toHaveProperty("access-control-allow-origin");
});

test("correlation-id passes on what the client sent, else makes an id, and the nearest configuration counts", async () => {
  await lab.admin("POST", "/plugins", {
    name: "correlation-id",
    config: { header_name: "X-Trace-Id", generator: "uuid" },
  });
  await lab.admin("POST", "/routes/plain/plugins", {
    name: "correlation-id",
    config: { header_name: "X-Trace-Id", generator: "uuid#counter", echo_downstream: true },
  });
  const given = await lab.client.proxy("GET", "/plain", { "x-trace-id": "mine" });
  expect(given.headers["x-trace-id"]).toBe("mine");
  const made = await lab.client.proxy("GET", "/plain");
  expect(made.headers["x-trace-id"]).toMatch(/^[0-9a-f-]{36}#1$/);
  expect(made.body).toMatchObject({ headers: { "x-trace-id": made.headers["x-trace-id"] } });
  const elsewhere = await lab.client.proxy("GET", "/other");
  expect(elsewhere.headers).not.toHaveProperty("x-trace-id");
  expect(elsewhere.body).toMatchObject({ headers: { "x-trace-id": expect.stringMatching(/^[0-9a-f-]{36}$/) } });
});
