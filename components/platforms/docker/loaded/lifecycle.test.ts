import net from "node:net";
import { answering, startFakeServer } from "service-chassis/test/fake-server.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../../../../test/harness/ports.ts";
import { type LoadedInputs, lifecycle } from "./lifecycle.ts";

/** What the plugin takes for its engine: something that listens at the address among its arguments. */
const engine = net.createServer((socket) => socket.destroy());

beforeAll(async () => {
  await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
  process.argv.push(`127.0.0.1:${(engine.address() as net.AddressInfo).port}`);
});

afterAll(() => {
  process.argv.pop();
  engine.close();
});

const TARGET = { address: "web:8000", labels: { revision: "web-1", service: "web", version: "1" } };

function inputs(prometheusUrl: string, more: Partial<LoadedInputs> = {}): LoadedInputs {
  return { prometheusUrl, files: { "/rules/release.yml": "groups: []\n" }, expects: { kind: "nothing" }, ...more };
}

describe("files that Prometheus has taken over", () => {
  it("are loaded anew when one of them changes, and only then", async () => {
    await using prometheus = await startFakeServer();
    prometheus.answer = answering(200, "");
    const { id, outs } = await lifecycle.create(inputs(prometheus.url));
    expect(await lifecycle.diff(id, outs, inputs(prometheus.url))).toEqual({ changes: false, replaces: [] });
    const changed = inputs(prometheus.url, { files: { "/rules/release.yml": "groups: [] # anew\n" } });
    expect(await lifecycle.diff(id, outs, changed)).toEqual({ changes: true, replaces: [] });
    await lifecycle.update?.(id, outs, changed);
    expect(prometheus.received.map(({ path }) => path)).toEqual(["/-/reload", "/-/reload"]);
  });

  it("are there when the targets are scraped", async () => {
    await using prometheus = await startFakeServer();
    let asked = 0;
    prometheus.answer = (response, request) => {
      if (request.path === "/-/reload") return answering(200, "")(response, request);
      asked += 1;
      const activeTargets = asked === 1 ? [] : [{ labels: { instance: TARGET.address, revision: "web-1" } }];
      return answering(200, { data: { activeTargets } })(response, request);
    };
    await lifecycle.create(inputs(prometheus.url, { expects: { kind: "targets", targets: [TARGET] } }));
    expect(asked).toBe(2);
  });

  it("wait for no Prometheus where they only say what has happened", async () => {
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    await lifecycle.create(inputs(url));
    const expected = inputs(url, { expects: { kind: "targets", targets: [TARGET] } });
    await expect(lifecycle.create(expected)).rejects.toThrow(/^PRM001: /);
  });

  it("fail the update when it refuses them", async () => {
    await using prometheus = await startFakeServer();
    prometheus.answer = answering(500, "no such function");
    await expect(lifecycle.create(inputs(prometheus.url))).rejects.toThrow(/refuses its rules: 500 .*no such function/);
  });
});
