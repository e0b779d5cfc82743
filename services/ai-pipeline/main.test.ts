import type { ServerResponse } from "node:http";
import { startFakeServer } from "service-chassis/test/fake-server.ts";
import { runToExit, startProcess } from "service-chassis/test/process.ts";
import { expect, it } from "vitest";

const entry = new URL("./main.ts", import.meta.url);
const llmEntry = new URL("../../lab/llm/main.ts", import.meta.url);

const llmSettings = { FEATURE_BYPASS_LLM: "false", LLM_MODEL: "stand-in", LLM_API_KEY: "sk-geheim" };

function execute(port: number, traceId: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/execute`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ tool: "echo", input: "ping", trace_id: traceId }),
  });
}

it("runs the full pipeline with the stand-in for the LLM, and logs no key", async () => {
  await using llm = await startProcess(llmEntry, { LLM_DELAY_MS: "1" });
  const env = { ...llmSettings, LLM_BASE_URL: `http://127.0.0.1:${llm.port}`, SERVICE_VERSION: "1.0.0-newidea" };
  await using service = await startProcess(entry, env);
  const response = await execute(service.port, "t-1");
  expect(response.headers.get("x-service-version")).toBe("1.0.0-newidea");
  expect(await response.json()).toEqual({ success: true, output: "pong", error: null, trace_id: "t-1" });
  await llm.line({ event: "request", trace_id: "t-1", status: 200 });
  await service.line({ event: "request", trace_id: "t-1", status: 200 });
  expect(JSON.stringify([service.lines, llm.lines])).not.toContain("sk-geheim");
});

it("finishes a request that waits for the LLM when it is told to stop", async () => {
  await using llm = await startFakeServer();
  const asked = new Promise<ServerResponse>((resolve) => {
    llm.answer = resolve;
  });
  await using service = await startProcess(entry, { ...llmSettings, LLM_BASE_URL: llm.url });
  const pending = execute(service.port, "t-2");
  const llmResponse = await asked;
  service.signal("SIGTERM");
  await service.line({ event: "draining" });
  llmResponse.end(JSON.stringify({ choices: [{ message: { content: "late" } }] }));
  expect(await (await pending).json()).toEqual({ success: true, output: "late", error: null, trace_id: "t-2" });
  expect(await service.exited).toMatchObject({ code: 0 });
});

it.each([
  ["FEATURE_BYPASS_LLM", "yes", 'FEATURE_BYPASS_LLM is "yes"; allowed: true or false (default false)\n'],
  ["FEATURE_BYPASS_LLM", "True", 'FEATURE_BYPASS_LLM is "True"; allowed: true or false (default false)\n'],
  ["LLM_API_KEY", "sk geheim", 'LLM_API_KEY is "(not shown)"; allowed: visible ASCII characters without spaces\n'],
  [
    "SELECTOR_CACHE_TTL_SECONDS",
    "0",
    'SELECTOR_CACHE_TTL_SECONDS is "0"; allowed: an integer from 1 to 86400 (default 300)\n',
  ],
])("exits with 1 and one line for %s=%s", async (variable, value, message) => {
  const { code, stderr } = await runToExit(entry, { PORT: "0", [variable]: value });
  expect(stderr).toBe(message);
  expect(code).toBe(1);
});
