import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeCluster } from "../../tunnel/testing/fake-cluster.ts";
import type { ServiceEndpoint } from "../subject.ts";
import { checkHealth, checkMetrics } from "./endpoints.ts";
import { checkExecution } from "./execution.ts";
import { checkScraped } from "./scraped.ts";

/** A revision with two pods behind a service, and a proxy that sends every second ping to each. */
const REVISION = "automation-service-3.0.1-abc";
const SUBJECT: ServiceEndpoint = {
  revision: REVISION,
  service: "automation-service",
  version: "3.0.1",
  url: "kubernetes://staging/canary/services/app:80",
};

let pods: { health: string; counted: number; countsProbes: boolean }[];
let servers: http.Server[];
let cluster: FakeCluster;

beforeEach(async () => {
  pods = [0, 40].map((counted) => ({ health: "healthy", counted, countsProbes: true }));
  servers = await Promise.all(
    pods.map((_, index) => listen((request, response) => servePod(index, request, response))),
  );
  const endpoints = servers.map((_, index) => ({
    conditions: { ready: true },
    targetRef: { kind: "Pod", name: `pod-${index}` },
  }));
  cluster = new FakeCluster({
    forwards: Object.fromEntries(servers.map((server, index) => [`pods/pod-${index}:8080`, portOf(server)])),
    objects: {
      "services app": { spec: { ports: [{ name: "http", port: 80 }] } },
      endpointslices: { items: [{ ports: [{ name: "http", port: 8080 }], endpoints }] },
    },
  });
  vi.stubEnv("PATH", cluster.environment.PATH);
  vi.stubEnv("FAKE_KUBECTL", cluster.environment.FAKE_KUBECTL);
});

afterEach(() => {
  vi.unstubAllEnvs();
  cluster.end();
  for (const server of servers) server.close();
});

async function listen(handler: http.RequestListener): Promise<http.Server> {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: http.Server): number {
  return (server.address() as AddressInfo).port;
}

function servePod(index: number, { url }: http.IncomingMessage, response: http.ServerResponse): void {
  const pod = pods[index];
  if (url === "/health") {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ status: pod?.health, service: SUBJECT.service, version: SUBJECT.version }));
  } else {
    response.setHeader("content-type", "text/plain");
    response.end(`# TYPE ai_requests_total counter\nai_requests_total{traffic="probe"} ${pod?.counted}\n`);
  }
}

/** A gateway that spreads over the pods what comes in. */
function startProxy(): Promise<http.Server> {
  let pings = 0;
  return listen((request, response) => {
    response.setHeader("x-service-revision", REVISION);
    response.setHeader("content-type", "application/json");
    if (request.method === "GET") return void response.writeHead(405).end();
    const pod = pods[pings++ % pods.length];
    if (pod?.countsProbes) pod.counted++;
    const trace = String(request.headers["x-trace-id"]);
    response.setHeader("x-trace-id", trace);
    response.end(JSON.stringify({ success: true, output: "pong", trace_id: trace }));
  });
}

it("is healthy when every pod is; one that is not is named", async () => {
  expect(await checkHealth(SUBJECT, 5000)).toMatchObject({ outcome: "pass" });
  for (const pod of pods.slice(1)) pod.health = "starting";
  expect(await checkHealth(SUBJECT, 5000)).toMatchObject({
    outcome: "fail",
    value: expect.stringMatching(/starting.* from kubernetes:\/\/staging\/canary\/pods\/pod-1:8080\/health, one of 2/),
  });
});

it("is not healthy without a ready pod", async () => {
  cluster.become({ objects: { "services app": { spec: { ports: [{ port: 80 }] } }, endpointslices: { items: [] } } });
  expect(await checkHealth(SUBJECT, 5000)).toMatchObject({
    outcome: "fail",
    value: "no answer (no instance is ready)",
  });
  cluster.become({});
  expect(await checkHealth(SUBJECT, 5000)).toMatchObject({ outcome: "fail", value: expect.stringMatching(/TUN002/) });
});

it("has counted what was sent when the pods together have", async () => {
  const proxy = await startProxy();
  servers.push(proxy);
  const settings = {
    proxy: `http://127.0.0.1:${portOf(proxy)}`,
    track: "canary" as const,
    pings: 5,
    timeoutSeconds: 5,
    bypassLlm: true,
  };
  const { checks, counted } = await checkExecution(SUBJECT, settings);
  expect(checks.map(({ outcome }) => outcome)).toEqual(Array(4).fill("pass"));
  expect(counted).toBe(45);
  for (const pod of pods.slice(1)) pod.countsProbes = false;
  const forgetful = await checkExecution(SUBJECT, settings);
  expect(forgetful.checks.at(-1)).toMatchObject({ outcome: "fail", value: "+2", limit: "+5, as many as were sent" });
});

it("must be scraped in every pod", async () => {
  const { instances, endpoint } = await checkMetrics(SUBJECT, 5000);
  expect(endpoint).toMatchObject({ outcome: "pass", value: "1 metrics at least, from 2 instances" });
  const up = (instance: string) => ({ labels: { __name__: "up", revision: REVISION, instance }, value: 1 });
  const pings = { labels: { __name__: "ai_requests_total", revision: REVISION }, value: 45 };
  const scraping = (...seen: string[]) => ({ query: async () => [...seen.map(up), pings] });
  const sent = { revision: REVISION, probes: 45 };
  const check = (prometheus: ReturnType<typeof scraping>) =>
    checkScraped(prometheus, [{ revision: REVISION, instances }], sent, { scrapeTimeoutSeconds: 0, scrapeSeconds: 15 });
  expect(await check(scraping("10.0.0.1", "10.0.0.2"))).toMatchObject([{ outcome: "pass" }, { outcome: "pass" }]);
  expect((await check(scraping("10.0.0.1")))[0]).toMatchObject({
    outcome: "fail",
    value: "1 of 1 instances up",
    limit: "all, and at least 2",
  });
});
