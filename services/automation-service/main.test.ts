import { runToExit, startProcess } from "service-chassis/test/process.ts";
import { expect, it } from "vitest";

const entry = new URL("./main.ts", import.meta.url);
const aiPipelineEntry = new URL("../ai-pipeline/main.ts", import.meta.url);

it("runs a tool of a real ai-pipeline and is healthy", async () => {
  await using aiPipeline = await startProcess(aiPipelineEntry, { FEATURE_BYPASS_LLM: "true" });
  await using service = await startProcess(entry, { AI_PIPELINE_BASE_URL: `http://127.0.0.1:${aiPipeline.port}` });
  const base = `http://127.0.0.1:${service.port}`;
  expect(await (await fetch(`${base}/health`)).json()).toEqual({
    status: "healthy",
    service: "automation-service",
    version: "3.0.1",
  });
  const response = await fetch(`${base}/ai/execute`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-trace-id": "whole-way", "x-release-probe": "1" },
    body: JSON.stringify({ input: "ping" }),
  });
  expect(response.headers.get("x-trace-id")).toBe("whole-way");
  expect(await response.json()).toMatchObject({ success: true, output: "pong", trace_id: "whole-way" });
  const logged = await aiPipeline.line({ event: "request", trace_id: "whole-way" });
  expect(logged).toMatchObject({ path: "/execute", status: 200, traffic: "probe" });
  const metrics = await (await fetch(`${base}/metrics`)).text();
  expect(metrics).toContain('automation_service_build_info{git_commit="unknown",version="3.0.1"} 1');
  expect(metrics).toContain('ai_requests_total{status="success",tool="echo",traffic="probe",version="3.0.1"} 1');
  service.signal("SIGTERM");
  aiPipeline.signal("SIGTERM");
  expect(await service.exited).toMatchObject({ code: 0 });
  expect(await aiPipeline.exited).toMatchObject({ code: 0 });
});

it.each([
  ["EXEC_TIMEOUT_MS", "5s", 'EXEC_TIMEOUT_MS is "5s"; allowed: an integer from 1 to 120000 (default 5000)\n'],
  [
    "AI_PIPELINE_BASE_URL",
    "localhost:8000",
    'AI_PIPELINE_BASE_URL is "localhost:8000"; allowed: an http:// or https:// URL without query and fragment\n',
  ],
])("exits with 1 and one line for %s=%s", async (variable, value, message) => {
  expect(await runToExit(entry, { PORT: "0", [variable]: value })).toEqual({ code: 1, stderr: message });
});
