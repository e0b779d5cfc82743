import { execFile } from "node:child_process";
import fs from "node:fs";
import type { ServerResponse } from "node:http";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseExposition } from "../../gates/exposition.ts";
import { BROWSER, describeInBrowser } from "../../gates/frontend/browser/testing/browser.ts";
import { type FakeServer, type ReceivedRequest, startFakeServer } from "../../services/chassis/test/fake-server.ts";
import { startProcess, type TestProcess } from "../../services/chassis/test/process.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const entry = (service: string) => new URL(`../../services/${service}/main.ts`, import.meta.url);

interface Finished {
  readonly code: number;
  readonly output: string;
}

/** Runs a release script as a person does, with nothing of the test runner's own in its environment. */
function run(script: string, args: readonly string[], variables: Readonly<Record<string, string>>): Promise<Finished> {
  const { PATH, HOME } = process.env;
  return new Promise((resolve) => {
    const env = { PATH, HOME, NO_COLOR: "1", ...variables };
    const child = execFile(path.join(ROOT, "scripts", script), args, { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` }),
    );
  });
}

/** Real services, with a gateway and a Prometheus in front of them that a test can spoil. */
describe("the release scripts", () => {
  /** Another than the checkout's own, which gets no screenshot so. */
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "release-scripts-"));
  const services: TestProcess[] = [];
  let urls: Record<"automation" | "pipeline" | "frontend", string>;
  let gateway: FakeServer;
  let prometheus: FakeServer;
  let variables: Record<string, string>;

  beforeAll(async () => {
    const start = async (service: string, environment: Record<string, string>) => {
      const own = { SERVICE_REVISION: `${service}-abc`, ...environment };
      const process = await startProcess(entry(service), own);
      services.push(process);
      return `http://127.0.0.1:${process.port}`;
    };
    const pipeline = await start("ai-pipeline", { FEATURE_BYPASS_LLM: "true" });
    const automation = await start("automation-service", { AI_PIPELINE_BASE_URL: pipeline });
    urls = { pipeline, automation, frontend: await start("frontend", {}) };
    gateway = await startFakeServer();
    prometheus = await startFakeServer();
    variables = {
      AUTOMATION_URL: automation,
      AI_PIPELINE_URL: pipeline,
      FRONTEND_URL: urls.frontend,
      KONG_URL: gateway.url,
      PROMETHEUS_URL: prometheus.url,
    };
    heal();
  });
  afterEach(heal);
  afterAll(async () => {
    for (const service of services) await service[Symbol.asyncDispose]();
    await gateway?.[Symbol.asyncDispose]();
    await prometheus?.[Symbol.asyncDispose]();
    fs.rmSync(home, { recursive: true });
  });

  function heal(): void {
    gateway.answer = (response, request) => void forward(response, request);
    prometheus.answer = answerScraped;
  }

  function answerScraped(response: ServerResponse, { body }: ReceivedRequest): void {
    void answerWith(response, () => scraped(new URLSearchParams(body).get("query") ?? ""));
  }

  async function forward(response: ServerResponse, request: ReceivedRequest, change = (headers: Headers) => headers) {
    const base = request.path.startsWith("/ai/")
      ? urls.automation
      : request.path.startsWith("/selector/")
        ? urls.pipeline
        : urls.frontend;
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
    const answer = await fetch(`${base}${request.path}`, {
      method: request.method,
      headers: headers as Record<string, string>,
      ...(request.method === "POST" ? { body: request.body } : {}),
    });
    const body = await answer.text();
    const ofThisConnection = ["connection", "keep-alive", "transfer-encoding", "content-encoding", "content-length"];
    const own = [...change(new Headers(answer.headers))].filter(([name]) => !ofThisConnection.includes(name));
    response.writeHead(answer.status, Object.fromEntries(own)).end(body);
  }

  /** What Prometheus would have scraped by now, of both services, and of that the traffic that the query asks for. */
  async function scraped(query: string): Promise<object[]> {
    const asked = /traffic=~"([^"]*)"/.exec(query)?.[1]?.split("|") ?? [];
    const of = async (service: string, url: string) => {
      const labels = { revision: `${service}-abc`, instance: url };
      const text = await (await fetch(`${url}/metrics`)).text();
      const samples = parseExposition(text).map((sample) => ({
        metric: { __name__: sample.name, ...sample.labels, ...labels },
        value: [0, String(sample.value)],
      }));
      return [{ metric: { __name__: "up", ...labels }, value: [0, "1"] }, ...samples];
    };
    const all = [...(await of("automation-service", urls.automation)), ...(await of("ai-pipeline", urls.pipeline))];
    return all
      .filter(({ metric }) => /^(up$|ai_request)/.test(metric.__name__))
      .filter(({ metric }) => asked.includes((metric as Record<string, string>).traffic ?? ""));
  }

  async function answerWith(response: ServerResponse, result: () => object[] | Promise<object[]>): Promise<void> {
    const data = { resultType: "vector", result: await result() };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ status: "success", data }));
  }

  async function execute(count: number, headers: Record<string, string> = {}): Promise<void> {
    for (let each = 0; each < count; each += 1) {
      const answer = await fetch(`${urls.automation}/ai/execute`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: '{"input":"ping"}',
      });
      expect(answer.status).toBe(200);
    }
  }

  const smoke = () => run("release_smoke.sh", ["local"], variables);

  describe("release_smoke.sh", () => {
    it("passes, suite by suite, and says where it looked", async () => {
      const { code, output } = await smoke();
      expect(output).toContain(`gateway             ${gateway.url}  KONG_URL`);
      for (const title of [
        "1. Health Checks",
        "2. Metrics Endpoints",
        "3. Critical Metrics Presence",
        "4. Walking Skeleton Test",
        "5. Prometheus Query Test",
      ]) {
        expect(output).toContain(title);
      }
      expect(output).toContain("PASSED  15 checks: 15 passed");
      expect(code, output).toBe(0);
    });

    it("gives verdict and checks as one JSON object, and says the rest elsewhere", async () => {
      const { code, output } = await run("release_smoke.sh", ["local", "--json"], variables);
      expect(code, output).toBe(0);
      // What people read follows, on standard error.
      const [object = "", rest = ""] = output.split(/(?<=^\}\n)/m);
      expect(JSON.parse(object)).toMatchObject({
        environment: "local",
        outcome: "pass",
        addresses: { gateway: { url: gateway.url, from: "KONG_URL" } },
        suites: expect.arrayContaining([
          { title: "1. Health Checks", checks: expect.arrayContaining([expect.objectContaining({ outcome: "pass" })]) },
        ]),
      });
      expect(rest).toContain("PASSED  15 checks: 15 passed");
    });

    it("fails for a trace id that does not come back, and still makes every other check", async () => {
      gateway.answer = (response, request) =>
        void forward(response, request, (headers) => {
          headers.delete("x-trace-id");
          return headers;
        });
      const { code, output } = await smoke();
      expect(output).toMatch(/✗ trace id of automation-service-abc: fail 5 of 5 not so/);
      expect(output).toContain("FAILED  15 checks: 14 passed, 1 failed");
      expect(code).toBe(1);
    });

    it("fails when the counter rose by something else than what was sent", async () => {
      let pings = 0;
      gateway.answer = (response, request) => {
        void forward(response, request);
        if (request.method === "POST" && request.path === "/ai/execute" && pings++ === 0) {
          void execute(1, { "x-release-probe": "1" });
        }
      };
      const { code, output } = await smoke();
      expect(output).toMatch(/✗ request counter of automation-service-abc: fail \+6 \(allowed: \+5/);
      expect(code).toBe(1);
    });

    it("fails for an empty answer of Prometheus", async () => {
      prometheus.answer = (response) => void answerWith(response, () => []);
      const { code, output } = await run("release_smoke.sh", ["local"], variables);
      expect(output).toContain("✗ scrape of automation-service-abc: fail 0 of 0 instances up");
      expect(output).toMatch(/✗ pings of automation-service-abc in Prometheus: fail 0/);
      expect(code).toBe(1);
    });

    it("fails where a service is not there, and reports the others", async () => {
      const { code, output } = await run("release_smoke.sh", [], {
        ...variables,
        AI_PIPELINE_URL: "http://127.0.0.1:9",
      });
      expect(output).toMatch(/✗ health of ai-pipeline of AI_PIPELINE_URL: fail no answer/);
      expect(output).toMatch(/✓ health of automation-service-abc/);
      expect(output).toMatch(/✓ execution of automation-service-abc/);
      expect(code).toBe(1);
    });

    it("in staging prefers the environment's own variable", async () => {
      const { output } = await run("release_smoke.sh", ["staging"], {
        ...variables,
        STAGING_PROMETHEUS_URL: "http://127.0.0.1:9",
      });
      expect(output).toContain("http://127.0.0.1:9  STAGING_PROMETHEUS_URL");
      expect(output).toMatch(/✗ Prometheus: error; PRM001: .*ECONNREFUSED/);
    });
  });

  describe("release_metrics_gate.sh", () => {
    const gate = (minutes: string) => run("release_metrics_gate.sh", ["local", minutes], variables);

    /** Users come while the script watches. */
    async function during<T>(watching: Promise<T>, ...users: Promise<void>[]): Promise<T> {
      await Promise.all(users);
      return await watching;
    }

    async function later(seconds: number, what: () => Promise<void>): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      await what();
    }

    it("passes when users were served, with a line a poll and a summary", async () => {
      const { code, output } = await during(
        // Time enough for a busy machine: users come while it watches.
        gate("0.25"),
        later(2, () => execute(60)),
      );
      const polls = output.match(/^ +\d+ s errors .* violations 0\/3$/gm) ?? [];
      expect(polls.length, output).toBeGreaterThanOrEqual(6);
      expect(output).toMatch(/✓ error rate of automation-service-abc: pass 0 % \(allowed: < 1 %\) over 60 requests/);
      expect(code).toBe(0);
    });

    it("does not pass without traffic, and probes are none", async () => {
      const { code, output } = await during(
        gate("0.05"),
        later(2, () => execute(60, { "x-release-probe": "1" })),
      );
      expect(output).toMatch(/\? error rate of automation-service-abc: inconclusive no requests/);
      expect(output).toContain("FAILED");
      expect(code).toBe(1);
    });

    it("fails at once after more than three violations, by the sum of all series", async () => {
      const counter = (name: string, value: number, labels: object) => ({
        metric: { __name__: name, revision: "automation-service-abc", ...labels },
        value: [0, String(value)],
      });
      let asked = 0;
      prometheus.answer = (response) => {
        const grown = asked++ * 100;
        void answerWith(response, () => [
          { metric: { __name__: "up", revision: "automation-service-abc" }, value: [0, "1"] },
          counter("ai_requests_total", grown, { status: "success", instance: "one" }),
          counter("ai_requests_total", grown / 10, { status: "error", instance: "two" }),
          counter("ai_request_errors_total", grown / 10, { reason: "unknown", instance: "two" }),
        ]);
      };
      const { code, output } = await gate("5");
      expect(output.match(/^ +\d+ s errors 9\.09 % /gm)?.length, output).toBe(4);
      expect(output).toMatch(
        /✗ error rate of automation-service-abc: fail 9\.09 % \(allowed: < 1 %\) over 440 requests/,
      );
      expect(code).toBe(1);
    });

    it("does not pass when Prometheus goes away", async () => {
      let asked = 0;
      prometheus.answer = (response, request) => {
        asked += 1;
        if (asked > 2) response.destroy();
        else answerScraped(response, request);
      };
      const { code, output } = await gate("5");
      expect(output).toContain("could not be measured, 4 in a row");
      expect(output).toMatch(/✗ measurement: error/);
      expect(code).toBe(1);
    });

    it.each(["0", "-1", "five", "", "1e9"])("takes %j for wrong usage", async (minutes) => {
      const { code, output } = await gate(minutes);
      expect(output).toContain("It must be a number of minutes above 0");
      expect(code).toBe(2);
    });
  });

  describe("release_frontend_check.sh", () => {
    it("passes for the real page", async () => {
      const { KONG_URL: _, ...withoutGateway } = variables;
      const { code, output } = await run("release_frontend_check.sh", ["local"], withoutGateway);
      for (const title of ["1. Basic Accessibility", "2. HTML Content Validation", "3. Exec Sandbox Component"]) {
        expect(output).toContain(title);
      }
      expect(output).toMatch(/✓ page in a browser of frontend-abc: pass NOT CHECKED; .*without a gateway/);
      expect(code, output).toBe(0);
    });

    it("fails for a page that is another one", async () => {
      gateway.answer = (response, request) => {
        if (request.path !== "/exec-sandbox") void forward(response, request);
        else response.writeHead(200, { "content-type": "text/html" }).end("<title>Welcome to nginx</title>");
      };
      const { KONG_URL: _, ...withoutGateway } = variables;
      const spoiled = { ...withoutGateway, FRONTEND_URL: gateway.url };
      const { code, output } = await run("release_frontend_check.sh", ["local"], spoiled);
      expect(output).toMatch(/✗ Exec Sandbox of frontend-abc: fail an unnamed revision: 200/);
      expect(output).toMatch(/✓ HTML of frontend-abc/);
      expect(code).toBe(1);
    });
  });

  describeInBrowser("release_frontend_check.sh in a browser", () => {
    const inBrowser = () => ({ ...variables, CHROMIUM: BROWSER, CANARY_HOME: home });

    it("executes a ping on the real page, and keeps a picture of it", async () => {
      const { code, output } = await run("release_frontend_check.sh", ["local"], inBrowser());
      expect(output).toMatch(/✓ ping in a browser of frontend-abc: pass "pong", trace id [0-9a-f-]{36} /);
      expect(output).toMatch(/✓ console in a browser of frontend-abc: pass no error/);
      const [, picture = ""] = /; screenshot: (\S+\.png)/.exec(output) ?? [];
      expect(path.dirname(picture)).toBe(path.join(home, "local", "screenshots"));
      expect(fs.existsSync(picture)).toBe(true);
      expect(code, output).toBe(0);
    });

    it("fails for a page whose executions fail, with what the page shows", async () => {
      gateway.answer = (response, request) => {
        if (request.path === "/ai/execute") response.writeHead(503).end('{"message":"no healthy upstream"}');
        else void forward(response, request);
      };
      const { code, output } = await run("release_frontend_check.sh", ["local"], inBrowser());
      expect(output).toMatch(/✗ ping in a browser of frontend-abc: fail the page shows \S+: no healthy upstream/);
      expect(output).toMatch(/✗ requests in a browser of frontend-abc: fail POST \S+\/ai\/execute: 503/);
      expect(code).toBe(1);
    });
  });

  it.each(["release_smoke.sh", "release_metrics_gate.sh", "release_frontend_check.sh"])(
    "%s takes an unknown environment for wrong usage",
    async (script) => {
      const { code, output } = await run(script, ["prod"], variables);
      expect(output).toContain("There is no Pulumi.prod.yaml; stacks with a file here are local, ");
      expect(code).toBe(2);
    },
  );
});
