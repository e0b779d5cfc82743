import type { LogLine, Service } from "service-chassis";
import { answering, type FakeServer, startFakeServer } from "service-chassis/test/fake-server.ts";
import { samplesOf } from "service-chassis/test/samples.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAutomationService } from "./automation-service.ts";

const identity = { service: "automation-service", version: "3.0.1", revision: "as-1", gitCommit: "c0ffee" };
const UUID = /^[0-9a-f-]{36}$/;
const PONG = { success: true, output: "pong", error: null, trace_id: "ignored" };

let upstream: FakeServer;
let service: Service;
let lines: LogLine[];

beforeEach(async () => {
  upstream = await startFakeServer();
  upstream.answer = answering(200, PONG);
  startService(upstream.url);
});

afterEach(async () => {
  await upstream[Symbol.asyncDispose]();
  await service.app.close();
});

function startService(aiPipelineBaseUrl: string, execTimeoutMs = 5000): void {
  lines = [];
  service = createAutomationService(identity, { aiPipelineBaseUrl, execTimeoutMs }, (line) => void lines.push(line));
}

function execute(payload: object, headers: Record<string, string> = {}) {
  return service.app.inject({ method: "POST", url: "/ai/execute", headers, payload });
}

async function sample(name: string): Promise<number | undefined> {
  return (await samplesOf(service)).get(name);
}

describe("a success", () => {
  it("has the contract's shape", async () => {
    const response = await execute({ input: "ping" }, { "x-trace-id": "t-1" });
    expect(response.statusCode).toBe(200);
    expect(response.headers["x-trace-id"]).toBe("t-1");
    expect(response.json()).toEqual({
      success: true,
      output: "pong",
      error: null,
      trace_id: "t-1",
      duration_ms: expect.any(Number),
      tool: "echo",
    });
  });

  it("asks ai-pipeline with tool, input and trace id, and passes probe and trace id on", async () => {
    await execute({ input: "ping", tool: "disk-usage" }, { "x-trace-id": "t-2", "x-release-probe": "smoke" });
    const [request] = upstream.received;
    expect(request).toMatchObject({ method: "POST", path: "/execute" });
    expect(request?.headers).toMatchObject({ "x-trace-id": "t-2", "x-release-probe": "smoke" });
    expect(JSON.parse(request!.body)).toEqual({ tool: "disk-usage", input: "ping", trace_id: "t-2" });
  });

  it("takes the trace id from the header, else from the body, else makes one", async () => {
    expect((await execute({ input: "ping", trace_id: "b" }, { "x-trace-id": "h" })).json().trace_id).toBe("h");
    const ofBody = await execute({ input: "ping", trace_id: "b" });
    expect([ofBody.json().trace_id, ofBody.headers["x-trace-id"]]).toEqual(["b", "b"]);
    const made = await execute({ input: "ping" });
    expect(made.json().trace_id).toMatch(UUID);
    expect(made.headers["x-trace-id"]).toBe(made.json().trace_id);
    expect(upstream.received.map(({ headers }) => headers["x-trace-id"])).toEqual(["h", "b", made.json().trace_id]);
  });

  it("counts by tool and traffic", async () => {
    await execute({ input: "ping" });
    await execute({ input: "ping" }, { "x-release-probe": "1" });
    await execute({ input: "ping", tool: "disk-usage" });
    expect(await sample('ai_requests_total{status="success",tool="echo",traffic="user"}')).toBe(1);
    expect(await sample('ai_requests_total{status="success",tool="echo",traffic="probe"}')).toBe(1);
    expect(await sample('ai_requests_total{status="success",tool="disk-usage",traffic="user"}')).toBe(1);
    expect(await sample('ai_request_duration_seconds_count{tool="echo",traffic="user"}')).toBe(1);
    expect(await sample('ai_requests_total{status="error",tool="echo",traffic="user"}')).toBe(0);
  });
});

describe("an upstream that fails", () => {
  const failures = [
    {
      name: "says no",
      reason: "upstream_error",
      status: 200,
      message: "no such tool",
      answer: answering(200, {
        success: false,
        output: null,
        error: { code: "unknown_tool", message: "no such tool" },
      }),
    },
    {
      name: "answers 500",
      reason: "bad_gateway",
      status: 502,
      message: "ai-pipeline answered with status 500",
      answer: answering(500, "oops"),
    },
    {
      name: "answers 404",
      reason: "bad_gateway",
      status: 502,
      message: "ai-pipeline answered with status 404",
      answer: answering(404, {}),
    },
    {
      name: "redirects",
      reason: "bad_gateway",
      status: 502,
      message: "ai-pipeline answered with status 302",
      answer: answering(302, {}),
    },
    {
      name: "answers no JSON",
      reason: "unknown",
      status: 502,
      message: "ai-pipeline's answer does not have the agreed shape",
      answer: answering(200, "<html>"),
    },
    {
      name: "answers another shape",
      reason: "unknown",
      status: 502,
      message: "ai-pipeline's answer does not have the agreed shape",
      answer: answering(200, { success: true, output: 5 }),
    },
    {
      name: "answers too much",
      reason: "unknown",
      status: 502,
      message: "calling ai-pipeline failed; the service's log has the cause under this trace id",
      answer: answering(200, "x".repeat(2_000_000)),
    },
    {
      name: "hangs up",
      reason: "bad_gateway",
      status: 502,
      message: "ai-pipeline is not reachable (UND_ERR_SOCKET)",
      answer: ((response) => response.destroy()) as FakeServer["answer"],
    },
  ] as const;

  it.each(failures)("that $name is $status with $reason", async ({ reason, status, message, answer }) => {
    upstream.answer = answer;
    const response = await execute({ input: "ping" }, { "x-trace-id": "t-3" });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual({
      success: false,
      output: null,
      error: { code: reason, message },
      trace_id: "t-3",
      duration_ms: expect.any(Number),
      tool: "echo",
    });
    expect(await sample('ai_requests_total{status="error",tool="echo",traffic="user"}')).toBe(1);
    expect(await sample(`ai_request_errors_total{reason="${reason}",tool="echo",traffic="user"}`)).toBe(1);
    expect(await sample('ai_request_duration_seconds_count{tool="echo",traffic="user"}')).toBe(1);
    expect(lines).toContainEqual(expect.objectContaining({ event: "execution_failed", trace_id: "t-3", reason }));
  });

  it("that does not answer is 502 with timeout", async () => {
    upstream.answer = () => undefined;
    startService(upstream.url, 50);
    const response = await execute({ input: "ping" });
    expect(response.statusCode).toBe(502);
    expect(response.json().error).toEqual({ code: "timeout", message: "ai-pipeline did not answer within 50 ms" });
    expect(await sample('ai_request_errors_total{reason="timeout",tool="echo",traffic="user"}')).toBe(1);
  });

  it("that stops in the middle of its answer is 502 with timeout", async () => {
    upstream.answer = (response) => response.writeHead(200, { "content-length": "100" }).write('{"success":');
    startService(upstream.url, 50);
    expect((await execute({ input: "ping" })).json().error.code).toBe("timeout");
  });

  it("that is not there is 502 with bad_gateway", async () => {
    await upstream[Symbol.asyncDispose]();
    upstream = await startFakeServer();
    const { url } = upstream;
    await upstream[Symbol.asyncDispose]();
    startService(url);
    const response = await execute({ input: "ping" });
    expect(response.statusCode).toBe(502);
    expect(response.json().error).toEqual({
      code: "bad_gateway",
      message: "ai-pipeline is not reachable (ECONNREFUSED)",
    });
  });
});

describe("bad input", () => {
  const json = { "content-type": "application/json" };
  const requests = [
    { name: "malformed JSON", headers: json, payload: '{"input":', message: "the body is not valid JSON" },
    { name: "no body", headers: json, payload: "", message: "the body is empty; it must be a JSON object" },
    {
      name: "another content type",
      headers: { "content-type": "text/plain" },
      payload: "ping",
      message: "the content type must be application/json",
    },
    {
      name: "a form",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: "input=ping",
      message: "the content type must be application/json",
    },
    {
      name: "a body over 64 KiB",
      headers: json,
      payload: JSON.stringify({ input: "x".repeat(70_000) }),
      message: "the body is too large",
    },
    {
      name: "a blank input",
      headers: json,
      payload: '{"input":"  "}',
      message: "input must be a string of 1 to 4000 characters that is not blank; it is blank",
    },
    {
      name: "a polluted prototype",
      headers: json,
      payload: '{"input":"ping","__proto__":{"tool":"x"}}',
      message: "the body is not valid JSON",
    },
  ];

  it.each(requests)("$name is 400 in the contract's shape, and asks nobody", async ({ headers, payload, message }) => {
    const response = await service.app.inject({
      method: "POST",
      url: "/ai/execute",
      headers: { ...headers, "x-trace-id": "t-4" },
      payload,
    });
    expect(response.statusCode).toBe(400);
    expect(response.headers["x-trace-id"]).toBe("t-4");
    expect(response.json()).toEqual({
      success: false,
      output: null,
      error: { code: "validation", message },
      trace_id: "t-4",
      duration_ms: expect.any(Number),
      tool: "echo",
    });
    expect(upstream.received).toEqual([]);
  });

  it("counts as an error with the reason validation, and has no duration", async () => {
    await execute({ input: "" });
    await execute({ input: "", tool: "no-such-tool" });
    await service.app.inject({ method: "POST", url: "/ai/execute", headers: json, payload: "{" });
    expect(await sample('ai_requests_total{status="error",tool="echo",traffic="user"}')).toBe(1);
    expect(await sample('ai_request_errors_total{reason="validation",tool="echo",traffic="user"}')).toBe(1);
    expect(await sample('ai_request_errors_total{reason="validation",tool="other",traffic="user"}')).toBe(2);
    expect(await sample('ai_request_duration_seconds_count{tool="echo",traffic="user"}')).toBe(0);
  });
});

it("has 1 and 2 seconds, the edges of the SLOs, among its duration buckets", async () => {
  const edges = [...(await samplesOf(service)).keys()].flatMap((name) => {
    return /^ai_request_duration_seconds_bucket\{le="(.+?)",tool="echo",traffic="user"\}$/.exec(name)?.[1] ?? [];
  });
  expect(edges.map(Number)).toEqual([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10, 30, 60, Number.NaN]);
});

it("does not let callers make up series", async () => {
  for (let i = 0; i < 50; i += 1) await execute({ input: "ping", tool: `tool-${i}` }, { "x-release-probe": `p${i}` });
  const grown = [...(await samplesOf(service)).keys()].filter((name) => name.includes("tool-") || name.includes("p4"));
  expect(grown).toEqual([]);
  expect(await sample('ai_requests_total{status="success",tool="other",traffic="probe"}')).toBe(50);
});
