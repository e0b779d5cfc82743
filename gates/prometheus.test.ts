import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeCluster } from "../tunnel/testing/fake-cluster.ts";
import { prometheusAt } from "./prometheus.ts";

let server: http.Server | undefined;
afterEach(() => server?.close());

async function answering(status: number, body: string): Promise<string> {
  server = http.createServer((_request, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(body),
  );
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const vector = (result: unknown, more: object = {}) =>
  JSON.stringify({ status: "success", data: { resultType: "vector", result }, ...more });

describe("a query", () => {
  test("gives labels and values, what is no number included", async () => {
    const url = await answering(
      200,
      vector([
        { metric: { __name__: "a", revision: "r" }, value: [1, "3.5"] },
        { metric: {}, value: [1, "NaN"] },
        { metric: {}, value: [1, "+Inf"] },
      ]),
    );
    const samples = await prometheusAt(url).query("a");
    expect(samples.map(({ value }) => value)).toEqual([3.5, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(samples[0]?.labels).toEqual({ __name__: "a", revision: "r" });
  });

  test.each([
    [
      "an error of Prometheus",
      400,
      '{"status":"error","errorType":"bad_data","error":"parse error"}',
      /answered 400.*parse error/,
    ],
    ["a server error", 503, "<html>busy</html>", /answered 503.*busy/],
    ["something else than JSON", 200, "hello", /answered 200.*hello/],
    [
      "something else than a vector",
      200,
      '{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}',
      /scalar/,
    ],
    [
      "a warning: the answer may be partial",
      200,
      vector([], { warnings: ["store is down"] }),
      /may be partial: store is down/,
    ],
  ])("%s is an error, never an empty answer", async (_case, status, body, expected) => {
    const url = await answering(status, body);
    await expect(prometheusAt(url).query("up")).rejects.toThrow(expected);
  });

  test("a Prometheus that does not answer in time is an error", async () => {
    server = http.createServer(() => {});
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(prometheusAt(url, 200).query("up")).rejects.toThrow(/PRM001.*cannot be reached.*timeout/);
    server.closeAllConnections();
  });

  test("one inside a cluster is asked through a tunnel", async () => {
    const port = Number(new URL(await answering(200, vector([]))).port);
    const cluster = new FakeCluster({ forwards: { "services/prometheus:9090": port } });
    vi.stubEnv("PATH", cluster.environment.PATH);
    vi.stubEnv("FAKE_KUBECTL", cluster.environment.FAKE_KUBECTL);
    expect(await prometheusAt("kubernetes://c/n/services/prometheus:9090").query("up")).toEqual([]);
    vi.unstubAllEnvs();
    cluster.end();
  });

  test("one that is not there is named, with the config key", async () => {
    const url = await answering(200, "");
    server?.close();
    await expect(prometheusAt(url).query("up")).rejects.toThrow(
      `PRM001: Prometheus at ${url} (config ports.prometheus or prometheus.url) cannot be reached`,
    );
  });
});

describe("a query over a range", () => {
  const RANGE = { from: 60_000, to: 120_000, stepSeconds: 30 };

  test("gives each series with its times in milliseconds, and asks for what it was given", async () => {
    let asked = "";
    server = http.createServer(async (request, response) => {
      asked = `${request.url} ${await text(request)}`;
      const result = [
        {
          metric: { revision: "r" },
          values: [
            [60, "0.5"],
            [90, "NaN"],
          ],
        },
      ];
      response.end(JSON.stringify({ status: "success", data: { resultType: "matrix", result } }));
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await prometheusAt(url).queryRange("a", RANGE)).toEqual([
      {
        labels: { revision: "r" },
        points: [
          [60_000, 0.5],
          [90_000, Number.NaN],
        ],
      },
    ]);
    expect(asked).toMatch(/^\/api\/v1\/query_range query=a&.*start=60&end=120&step=30$/);
  });

  test("is an error where a vector comes back", async () => {
    const url = await answering(200, vector([]));
    await expect(prometheusAt(url).queryRange("a", RANGE)).rejects.toThrow(/^PRM001/);
  });
});
