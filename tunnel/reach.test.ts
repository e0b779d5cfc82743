import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callThrough, instancesOf, reachable } from "./reach.ts";
import { FakeCluster, isRunning } from "./testing/fake-cluster.ts";

const REACH = path.join(import.meta.dirname, "reach.ts");

let server: http.Server;
let cluster: FakeCluster;
/** Other tests' tunnels must not be found: a process has one for each place. */
let name: string;

async function listen(port = 0): Promise<number> {
  server = http.createServer((request, response) => response.end(`answer to ${request.url}`));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function stopListening(): Promise<void> {
  server.close();
  server.closeAllConnections();
  if (server.listening) await once(server, "close");
}

const url = (rest = "") => `kubernetes://staging/canary/services/${name}:80${rest}`;

async function get(reached: string): Promise<string> {
  const answer = await fetch(reached, { headers: { connection: "close" } });
  return answer.text();
}

beforeEach(async ({ task }) => {
  name = `web-${task.id.replaceAll(/\W/g, "")}`;
  cluster = new FakeCluster({ forwards: { [`services/${name}:80`]: await listen() } });
  vi.stubEnv("PATH", cluster.environment.PATH);
  vi.stubEnv("FAKE_KUBECTL", cluster.environment.FAKE_KUBECTL);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  cluster.end();
  await stopListening();
});

it("leaves http URLs alone, and runs nothing for them", async () => {
  expect(await reachable("http://127.0.0.1:1/a")).toBe("http://127.0.0.1:1/a");
  expect(await instancesOf("http://127.0.0.1:1/a")).toEqual(["http://127.0.0.1:1/a"]);
  expect(cluster.calls()).toEqual([]);
});

describe("a tunnel", () => {
  it("is one for all who ask, in the context and the namespace of the URL", async () => {
    const [first, second] = await Promise.all([reachable(url("/a?b")), reachable(url("/c"))]);
    expect(await get(first)).toBe("answer to /a?b");
    expect(await get(second)).toBe("answer to /c");
    expect(cluster.calls().map(({ args }) => args)).toEqual([
      ["--context=staging", "--namespace=canary", "port-forward", "--address=127.0.0.1", `services/${name}`, ":80"],
    ]);
  });

  it("leaves the context to the kubeconfig where the URL names none", async () => {
    await reachable(`kubernetes:///canary/services/${name}:80`);
    expect(cluster.calls()[0]?.args).not.toContainEqual(expect.stringContaining("--context"));
  });

  it("is opened anew when its kubectl has ended", async () => {
    await reachable(url());
    const [before] = cluster.calls();
    process.kill(before?.pid ?? 0);
    await vi.waitUntil(async () => (await reachable(url())) && cluster.calls().length === 2);
    expect(await get(await reachable(url("/again")))).toBe("answer to /again");
  });

  it("that cannot be opened says what kubectl says", async () => {
    cluster.become({
      forwards: { [`services/${name}:80`]: "error: unable to forward port because pod is not running" },
    });
    await expect(reachable(url())).rejects.toThrow(
      `TUN002: no way to services/${name}:80 in namespace canary of context staging: error: unable to forward port because pod is not running`,
    );
  });

  it("needs kubectl", async () => {
    vi.stubEnv("PATH", "/nowhere");
    await expect(reachable(url())).rejects.toThrow(/^TUN002: .* kubectl is not on PATH; install it/);
    await expect(instancesOf(url())).rejects.toThrow(/^TUN002: .* kubectl is not on PATH; install it/);
  });
});

describe("a tunnel's kubectl", () => {
  /** Once it has called through its tunnel. */
  async function openInAnotherProcess(then: string) {
    const program = `import { reachable } from ${JSON.stringify(REACH)};
      const answer = await fetch(await reachable(${JSON.stringify(url("/"))}), { headers: { connection: "close" } });
      console.log(await answer.text()); ${then}`;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
      env: { ...process.env, ...cluster.environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(child.stdout, "data");
    expect(String(line)).toBe("answer to /\n");
    return { child, kubectl: cluster.calls()[0]?.pid ?? 0 };
  }

  it("goes with its process, which it does not keep", async () => {
    const { child, kubectl } = await openInAnotherProcess("");
    if (child.exitCode === null) await once(child, "exit");
    expect(child.exitCode).toBe(0);
    await vi.waitUntil(() => !isRunning(kubectl), 10_000);
  });

  it("goes with its process when that is killed", async () => {
    const { child, kubectl } = await openInAnotherProcess("setInterval(() => undefined, 1000);");
    expect(isRunning(kubectl)).toBe(true);
    child.kill("SIGKILL");
    await vi.waitUntil(() => !isRunning(kubectl), 10_000);
  });
});

describe("a call through a tunnel that broke", () => {
  /** The pod is restarted: its port is closed for a while, and kubectl ends at the first connection. */
  async function breakTunnel(): Promise<void> {
    const port = (server.address() as AddressInfo).port;
    await get(await reachable(url()));
    await stopListening();
    const there = await listen();
    cluster.become({ forwards: { [`services/${name}:80`]: there } });
    expect(there).not.toBe(port);
  }

  it("says so, and the next one gets another tunnel", async () => {
    await breakTunnel();
    await expect(callThrough(url(), get, { isRepeatable: false })).rejects.toThrow(
      new RegExp(`^TUN003: no answer through the tunnel to services/${name}:80 in namespace canary of context staging`),
    );
    expect(await callThrough(url("/b"), get, { isRepeatable: false })).toBe("answer to /b");
  });

  it("is made once more where that does no harm", async () => {
    await breakTunnel();
    expect(await callThrough(url("/b"), get, { isRepeatable: true })).toBe("answer to /b");
  });

  it("is not made again when it timed out", async () => {
    let attempts = 0;
    const late = () => {
      attempts++;
      throw Object.assign(new Error("timeout of 5 ms exceeded"), { code: "ECONNABORTED" });
    };
    await expect(callThrough(url(), late, { isRepeatable: true })).rejects.toThrow("timeout of 5 ms exceeded");
    expect(attempts).toBe(1);
  });

  it("without a tunnel is the caller's own", async () => {
    const refused = () => Promise.reject(new Error("refused"));
    await expect(callThrough("http://127.0.0.1:1", refused, { isRepeatable: true })).rejects.toThrow(/^refused$/);
  });
});

it("knows every ready pod behind a service", async () => {
  cluster.become({
    objects: {
      [`services ${name}`]: { spec: { ports: [{ name: "http", port: 80, targetPort: "http" }] } },
      endpointslices: {
        items: [
          {
            ports: [{ name: "http", port: 8080 }],
            endpoints: [{ conditions: { ready: true }, targetRef: { kind: "Pod", name: "web-1" } }],
          },
        ],
      },
    },
  });
  expect(await instancesOf(url("/metrics"))).toEqual(["kubernetes://staging/canary/pods/web-1:8080/metrics"]);
  expect(cluster.calls().map(({ args }) => args)).toContainEqual([
    "--context=staging",
    "--namespace=canary",
    "get",
    "endpointslices",
    `--selector=kubernetes.io/service-name=${name}`,
    "--output=json",
  ]);
});
