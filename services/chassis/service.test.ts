import { request as httpRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import {
  createService,
  type Identity,
  type LogLine,
  propagatedHeaders,
  type Service,
  type ServiceOptions,
  traceIdInBody,
} from "./index.ts";

const identity: Identity = { service: "greeter", version: "1.2.3", revision: "greeter-abc", gitCommit: "c0ffee" };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let service: Service;
let lines: LogLine[];

function start(options: Partial<ServiceOptions> = {}): Service {
  lines = [];
  service = createService({ identity, buildInfo: ["greeter"], log: (line) => void lines.push(line), ...options });
  service.app.post("/echo", async (request) => ({ body: request.body, passedOn: propagatedHeaders(request) }));
  service.app.get("/fails", async () => {
    throw new Error("password=geheim");
  });
  return service;
}

afterEach(() => service.app.close());

describe("health", () => {
  it("is 200 with service and version when ready", async () => {
    const response = await start().app.inject("/health");
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ status: "healthy", service: "greeter", version: "1.2.3" });
  });

  it("is 503 with the reason when not ready, and while draining", async () => {
    start({ readiness: async () => ({ ready: false, reason: "warming up" }) });
    const response = await service.app.inject("/health");
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({
      status: "unhealthy",
      service: "greeter",
      version: "1.2.3",
      reason: "warming up",
    });
    service.startDraining();
    expect((await service.app.inject("/health")).json()).toMatchObject({ reason: "shutting down" });
  });
});

describe("metrics", () => {
  it("puts the constant label version on every series and tells version and commit in build_info", async () => {
    const response = await start().app.inject("/metrics");
    expect(response.headers["content-type"]).toContain("text/plain; version=0.0.4");
    expect(response.body).toContain('greeter_build_info{git_commit="c0ffee",version="1.2.3"} 1');
    const series = response.body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(series.length).toBeGreaterThan(20);
    expect(series.filter((line) => !line.includes('version="1.2.3"'))).toEqual([]);
  });
});

describe("response headers", () => {
  const requests = [
    { name: "a regular answer", method: "GET", url: "/health", status: 200 },
    { name: "an exception", method: "GET", url: "/fails", status: 500 },
    { name: "an unknown path", method: "GET", url: "/nowhere", status: 404 },
    { name: "a known path with another method", method: "DELETE", url: "/health", status: 404 },
    { name: "a path that is no path", method: "GET", url: "/%zz", status: 400 },
    { name: "malformed JSON to an unknown path", method: "POST", url: "/nowhere", status: 404, payload: "{" },
    { name: "malformed JSON", method: "POST", url: "/echo", status: 400, payload: "{" },
  ] as const;

  it.each(requests)("name trace id, version and revision on $name", async ({ method, url, status, ...rest }) => {
    const json = "payload" in rest ? { "content-type": "application/json" } : {};
    const response = await start().app.inject({ method, url, headers: { "x-trace-id": "trace-7", ...json }, ...rest });
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-trace-id": "trace-7",
      "x-service-version": "1.2.3",
      "x-service-revision": "greeter-abc",
    });
    if (status >= 400) expect(response.json()).toMatchObject({ error: {}, trace_id: "trace-7" });
    expect(lines.filter(({ event }) => event === "request")).toHaveLength(1);
  });

  it("are on the answer to what is not HTTP, and that connection is closed", async () => {
    await start().app.listen({ port: 0, host: "127.0.0.1" });
    const socket = connect((service.app.server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("this is not HTTP\r\n\r\n");
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(answer).toContain("\r\nX-Service-Version: 1.2.3\r\nX-Service-Revision: greeter-abc\r\n");
    expect(answer).toMatch(/\r\nX-Trace-Id: [0-9a-f-]{36}\r\n/);
  });
});

describe("trace ids", () => {
  it("come from the header when it is 1 to 128 visible ASCII characters, else are new", async () => {
    start();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary-ascii", maxLength: 140 }), async (value) => {
        const { headers } = await service.app.inject({ url: "/health", headers: { "x-trace-id": value } });
        if (/^[\x21-\x7e]{1,128}$/.test(value)) expect(headers["x-trace-id"]).toBe(value);
        else expect(headers["x-trace-id"]).toMatch(UUID);
      }),
    );
  });

  it("come from where the service says when there is no header", async () => {
    start({ traceIdOf: (request) => traceIdInBody(request.body) });
    const post = (headers: object, trace_id: unknown) =>
      service.app.inject({ method: "POST", url: "/echo", headers: { ...headers }, payload: { trace_id } });
    expect((await post({}, "of-body")).headers["x-trace-id"]).toBe("of-body");
    expect((await post({ "x-trace-id": "of-header" }, "of-body")).headers["x-trace-id"]).toBe("of-header");
    expect((await post({}, 7)).headers["x-trace-id"]).toMatch(UUID);
    expect((await post({}, "of-body")).json().passedOn).toEqual({ "x-trace-id": "of-body" });
  });
});

describe("log lines", () => {
  it("have trace id, method, path without query, status, duration and traffic", async () => {
    start();
    await service.app.inject({
      url: "/health?token=geheim",
      headers: { "x-trace-id": "t1", "x-release-probe": "smoke" },
    });
    await service.app.inject({ url: "/health", headers: { "x-trace-id": "t2" } });
    expect(lines).toEqual([
      {
        event: "request",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        trace_id: "t1",
        method: "GET",
        path: "/health",
        status: 200,
        duration_ms: expect.any(Number),
        traffic: "probe",
      },
      expect.objectContaining({ trace_id: "t2", traffic: "user" }),
    ]);
  });

  it("have the cause of a 500, which its answer does not tell", async () => {
    const response = await start().app.inject("/fails");
    expect(response.body).not.toContain("geheim");
    expect(lines).toContainEqual({
      event: "error",
      trace_id: response.headers["x-trace-id"],
      error: expect.stringContaining("password=geheim"),
    });
  });
});

describe("requests in flight", () => {
  it("are counted until their answer is out, aborted ones too", async () => {
    start();
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    service.app.get("/waits", async () => {
      begun.resolve();
      await finish.promise;
      return {};
    });
    await service.app.listen({ port: 0, host: "127.0.0.1" });
    const closed = new Promise((resolve) =>
      service.app.server.on("request", (_, response) => response.on("close", resolve)),
    );
    const client = httpRequest({ port: (service.app.server.address() as AddressInfo).port, path: "/waits" }).end();
    client.on("error", () => undefined);
    await begun.promise;
    expect(service.inFlight()).toBe(1);
    client.destroy();
    await closed;
    expect(service.inFlight()).toBe(0);
    expect(lines).toContainEqual(expect.objectContaining({ event: "request_aborted", path: "/waits" }));
    finish.resolve();
  });
});

it("passes the probe header on with its value", () => {
  const headers = { "x-release-probe": "smoke", cookie: "secret" };
  expect(propagatedHeaders({ traceId: "t", headers })).toEqual({ "x-trace-id": "t", "x-release-probe": "smoke" });
});
