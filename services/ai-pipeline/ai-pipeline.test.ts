import type { LogLine, Service } from "service-chassis";
import { answering, type FakeServer, startFakeServer } from "service-chassis/test/fake-server.ts";
import { samplesOf } from "service-chassis/test/samples.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAiPipeline } from "./ai-pipeline.ts";
import { openCatalogue } from "./catalogue/catalogue.ts";
import { readSettings } from "./settings.ts";

const identity = { service: "ai-pipeline", version: "1.1.0", revision: "ap-1", gitCommit: "c0ffee" };
const KEY = "sk-geheim";

let llm: FakeServer;
let service: Service;
let lines: LogLine[];

beforeEach(async () => {
  llm = await startFakeServer();
  lines = [];
});

afterEach(async () => {
  await llm[Symbol.asyncDispose]();
  await service.app.close();
});

function startService(env: Record<string, string>, catalogue = openCatalogue()): void {
  service = createAiPipeline(identity, readSettings(env), { log: (line) => void lines.push(line), catalogue });
}

function post(url: string, payload: object, headers: Record<string, string> = {}) {
  return service.app.inject({ method: "POST", url, headers, payload });
}

describe("POST /execute with FEATURE_BYPASS_LLM=true", () => {
  beforeEach(() => startService({ FEATURE_BYPASS_LLM: "true", LLM_BASE_URL: llm.url, LLM_MODEL: "m" }));

  it.each([
    ["ping", "pong"],
    ["hello", "hello"],
    [" ping ", " ping "],
    ["Ping", "Ping"],
  ])("echoes %j as %j without asking the LLM", async (input, output) => {
    const response = await post("/execute", { tool: "echo", input, trace_id: "t-1" });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ success: true, output, error: null, trace_id: "t-1" });
    expect(response.headers["x-trace-id"]).toBe("t-1");
    expect(llm.received).toEqual([]);
  });

  it("says no to any other tool", async () => {
    const response = await post("/execute", { tool: "disk-usage", input: "ping" }, { "x-trace-id": "t-2" });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      success: false,
      output: null,
      error: { code: "unknown_tool", message: 'tool "disk-usage" is not known without the LLM; allowed: echo' },
      trace_id: "t-2",
    });
  });

  it.each([
    [
      "a missing input",
      "application/json",
      "{}",
      "input must be a string of 1 to 4000 characters that is not blank; it is missing",
    ],
    ["malformed JSON", "application/json", "{", "the body is not valid JSON"],
    ["another content type", "text/plain", '{"input":"ping"}', "the content type must be application/json"],
  ])("answers %s with 400 in its own shape", async (_name, type, payload, message) => {
    const headers = { "content-type": type, "x-trace-id": "t-3" };
    const response = await service.app.inject({ method: "POST", url: "/execute", headers, payload });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({
      success: false,
      output: null,
      error: { code: "validation", message },
      trace_id: "t-3",
    });
  });
});

describe("POST /execute with FEATURE_BYPASS_LLM=false", () => {
  const completion = (content: unknown) => ({ choices: [{ message: { role: "assistant", content } }] });
  const configured = () => ({
    FEATURE_BYPASS_LLM: "false",
    LLM_BASE_URL: `${llm.url}/v1/`,
    LLM_MODEL: "m-1",
    LLM_API_KEY: KEY,
  });

  it("tells the LLM the tool that fits the input, and answers with its text", async () => {
    llm.answer = answering(200, completion("Restart it."));
    startService(configured());
    const response = await post(
      "/execute",
      { tool: "echo", input: "restart nginx" },
      { "x-trace-id": "t-4", "x-release-probe": "1" },
    );
    expect(response.json()).toEqual({ success: true, output: "Restart it.", error: null, trace_id: "t-4" });
    const [asked] = llm.received;
    expect(asked).toMatchObject({ method: "POST", path: "/v1/chat/completions" });
    expect(asked?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      "x-trace-id": "t-4",
      "x-release-probe": "1",
    });
    const { model, messages } = JSON.parse(asked!.body);
    expect(model).toBe("m-1");
    expect(messages[0]).toEqual({ role: "system", content: expect.stringContaining('"service-restart"') });
    expect(messages[1]).toEqual({ role: "user", content: "restart nginx" });
  });

  it("takes the tool that the caller names", async () => {
    llm.answer = answering(200, completion("Look at /var."));
    startService(configured());
    await post("/execute", { tool: "disk-usage", input: "restart nginx" });
    expect(llm.received[0]?.body).toContain('\\"disk-usage\\"');
  });

  it("sends no authorization without a key", async () => {
    llm.answer = answering(200, completion("ok"));
    startService({ LLM_BASE_URL: llm.url, LLM_MODEL: "m" });
    expect((await post("/execute", { input: "ping" })).json().output).toBe("ok");
    expect(llm.received[0]?.headers.authorization).toBeUndefined();
  });

  it("does not ask the LLM about a tool that does not exist", async () => {
    startService(configured());
    const { error } = (await post("/execute", { tool: "rm", input: "x" })).json();
    expect(error).toEqual({ code: "unknown_tool", message: 'tool "rm" is not in the catalogue; see /selector/search' });
    expect(llm.received).toEqual([]);
  });

  it.each([
    ["llm_bad_status", "the LLM answered with status 429", answering(429, { error: {} })],
    ["llm_bad_status", "the LLM answered with status 500", answering(500, "oops")],
    ["llm_bad_answer", "the LLM's answer has no text at choices[0].message.content", answering(200, "<html>")],
    ["llm_bad_answer", "the LLM's answer has no text at choices[0].message.content", answering(200, { choices: [] })],
    ["llm_bad_answer", "the LLM's answer has no text at choices[0].message.content", answering(200, completion(null))],
    ["llm_bad_answer", "the LLM's answer has no text at choices[0].message.content", answering(200, completion(" "))],
    [
      "llm_unreachable",
      "the LLM is not reachable (UND_ERR_SOCKET)",
      ((response) => response.destroy()) as FakeServer["answer"],
    ],
    ["llm_timeout", "the LLM did not answer within 300 ms", () => undefined],
    ["llm_failed", "calling the LLM failed", answering(200, "x".repeat(2_000_000))],
  ])("%s: %s", async (code, message, answer) => {
    llm.answer = answer;
    startService({ ...configured(), LLM_TIMEOUT_MS: "300" });
    const response = await post("/execute", { input: "ping" }, { "x-trace-id": "t-5" });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ success: false, output: null, error: { code, message }, trace_id: "t-5" });
    expect(lines).toContainEqual({ event: "execution_failed", trace_id: "t-5", code, message });
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it.each([
    ["LLM_BASE_URL", { LLM_MODEL: "m" }],
    ["LLM_MODEL", { LLM_BASE_URL: "http://127.0.0.1:9" }],
  ])("names %s when it is not set", async (variable, env) => {
    startService(env);
    expect((await post("/execute", { input: "ping" })).json()).toMatchObject({
      success: false,
      error: { code: "llm_not_configured", message: `the LLM is not configured: ${variable} is not set` },
    });
  });

  it("says that the catalogue failed, and the log says why", async () => {
    const catalogue = openCatalogue();
    startService(configured(), {
      ...catalogue,
      search: () => {
        throw new Error("disk I/O error");
      },
    });
    expect((await post("/execute", { input: "ping" })).json().error).toEqual({
      code: "selector_failed",
      message: "the tool catalogue did not answer",
    });
    expect(lines).toContainEqual(expect.objectContaining({ event: "selector_failed", error: "Error: disk I/O error" }));
  });
});

describe("POST /selector/search", () => {
  beforeEach(() => startService({ FEATURE_BYPASS_LLM: "true" }));

  it("ranks tools, five by default, fresh and then from the cache", async () => {
    const search = () => post("/selector/search", { query: "restart a service" }, { "x-trace-id": "t-6" });
    const fresh = (await search()).json();
    expect(fresh).toMatchObject({ source: "fresh", trace_id: "t-6" });
    expect(fresh.tools).toHaveLength(5);
    expect(fresh.tools[0]).toEqual({
      name: "service-restart",
      category: "services",
      description: expect.any(String),
      score: expect.any(Number),
    });
    expect((await search()).json()).toEqual({ ...fresh, source: "cache" });
    const samples = await samplesOf(service);
    expect(samples.get('selector_requests_total{source="fresh",status="ok",traffic="user"}')).toBe(1);
    expect(samples.get('selector_requests_total{source="cache",status="ok",traffic="user"}')).toBe(1);
    expect(samples.get('selector_search_total{status="ok",traffic="user"}')).toBe(1);
    expect(samples.get('selector_request_duration_seconds_count{traffic="user"}')).toBe(2);
    expect(samples.get("selector_cache_entries")).toBe(1);
    expect(samples.get('selector_build_info{git_commit="c0ffee"}')).toBe(1);
    expect(samples.get('ai_pipeline_build_info{git_commit="c0ffee"}')).toBe(1);
  });

  it.each([
    [{}, /^query must be a string of 1 to 200 .*; it is missing$/],
    [{ query: "x".repeat(201) }, /^query .*; it is a string of 201 characters$/],
    [{ query: " " }, /^query .*; it is blank$/],
    [{ query: "a", k: 0 }, /^k must be an integer from 1 to 20 \(default 5\); it is the number 0$/],
    [{ query: "a", k: 21 }, /^k .*; it is the number 21$/],
    [{ query: "a", k: 1.5 }, /^k .*; it is the number 1.5$/],
    [{ query: "a", k: "5" }, /^k .*; it is a string of 1 characters$/],
    [["a"], /^the body must be a JSON object; it is an array$/],
  ])("answers %j with 400 and does not count it", async (body, message) => {
    const response = await post("/selector/search", body, { "x-trace-id": "t-7" });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({
      error: { code: "validation", message: expect.stringMatching(message) },
      trace_id: "t-7",
    });
    const counted = [...(await samplesOf(service))].filter(
      ([name, value]) => name.startsWith("selector_requests") && value > 0,
    );
    expect(counted).toEqual([]);
  });

  it("is 500 when the database fails, counted, and health is 503 when it is gone", async () => {
    await service.app.close();
    const catalogue = openCatalogue();
    catalogue.close();
    startService({}, { ...catalogue, close: () => undefined });
    const response = await post("/selector/search", { query: "restart" });
    expect(response.statusCode).toBe(500);
    expect(response.json().error.code).toBe("internal");
    const samples = await samplesOf(service);
    expect(samples.get('selector_requests_total{source="fresh",status="error",traffic="user"}')).toBe(1);
    expect(samples.get("selector_db_errors_total")).toBe(1);
    const health = await service.app.inject("/health");
    expect(health.statusCode).toBe(503);
    expect(health.json()).toMatchObject({ status: "unhealthy", reason: "the tool catalogue does not answer" });
  });
});
