import { spawn } from "node:child_process";
import { once } from "node:events";
import { answering, startFakeServer } from "service-chassis/test/fake-server.ts";
import { expect, onTestFinished, test, vi } from "vitest";
import { freePorts } from "../../test/harness/ports.ts";
import type { Check } from "../verdict.ts";
import { publisherTo } from "./push.ts";
import { renderGate } from "./render.ts";

const GROUP = { stack: "local", gate: "slo" };
const CHECKS: readonly Check[] = [
  {
    name: 'error rate of "api\\2"',
    outcome: "pass",
    value: "0.3 %",
    ratio: { value: 0.003, limit: 0.01 },
    samples: 1000,
    eValue: 0.5,
    eValueLimit: 600,
  },
  { name: "scrape of api-2", outcome: "pass", value: "1 of 1 instances up" },
];

test("a real Pushgateway takes what a gate says, and the next push replaces it", async () => {
  const [port = 0] = await freePorts(1);
  const address = `127.0.0.1:${port}`;
  const server = spawn(process.env.PUSHGATEWAY ?? "prometheus-pushgateway", [`--web.listen-address=${address}`], {
    stdio: "ignore",
  });
  onTestFinished(async () => {
    server.kill();
    if (server.exitCode === null) await once(server, "exit");
  });
  const metrics = () => fetch(`http://${address}/metrics`).then((answer) => answer.text());
  await vi.waitUntil(() => metrics().catch(() => undefined), { timeout: 20_000, interval: 50 });
  const complain = vi.fn();
  const { publish } = publisherTo(`http://${address}/`, GROUP, complain);
  await publish({ checks: CHECKS });
  expect(complain).not.toHaveBeenCalled();
  const labels = 'check="error rate of \\"api\\\\2\\"",gate="slo",instance="",job="canary-release",stack="local"';
  const watching = await metrics();
  expect(watching).toContain(`release_gate_check_value{${labels}} 0.003`);
  expect(watching).toContain(`release_gate_check_limit{${labels}} 0.01`);
  expect(watching).not.toContain("release_gate_outcome");
  await publish({ outcome: "fail", checks: [] });
  const decided = await metrics();
  expect(decided).not.toContain("release_gate_check_value{");
  expect(decided).toMatch(/release_gate_outcome\{.*outcome="fail".*\} 1/);
  expect(decided).toMatch(/release_gate_outcome\{.*outcome="pass".*\} 0/);
});

test("what has no number is left out", () => {
  expect(
    renderGate({ checks: CHECKS })
      .split("\n")
      .filter((line) => line.includes("scrape of")),
  ).toEqual([]);
});

test.each([
  ["refuses", (server: Awaited<ReturnType<typeof startFakeServer>>) => (server.answer = answering(400, "no"))],
  ["does not answer", () => undefined],
])("a Pushgateway that %s is complained of once, and holds nobody up", async (_what, arrange) => {
  const server = await startFakeServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  arrange(server);
  const complain = vi.fn(async () => undefined);
  const { publish } = publisherTo(server.url, GROUP, complain);
  await publish({ checks: CHECKS });
  await publish({ checks: CHECKS });
  expect(complain).toHaveBeenCalledOnce();
  expect(complain).toHaveBeenCalledWith(expect.stringContaining("prometheus.pushgatewayUrl"));
});

test("without an address nothing is published", async () => {
  await publisherTo("", GROUP, () => Promise.reject(new Error("nobody was to be told"))).publish({ checks: CHECKS });
});
