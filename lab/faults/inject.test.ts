import { afterEach, describe, expect, it } from "vitest";
import { endAll, failToStart, startFaulty } from "./test/start.ts";

afterEach(endAll);

const probe = { "X-Release-Probe": "smoke" };

async function statusesOf(origin: string, paths: string[], headers: Record<string, string> = {}) {
  const statuses: number[] = [];
  for (const path of paths) statuses.push((await fetch(origin + path, { headers })).status);
  return statuses;
}

describe("errors", () => {
  it("hit every n-th request, and say which revision failed", async () => {
    const { origin } = await startFaulty({ kind: "errors", rate: 0.25 });
    expect(await statusesOf(origin, Array(8).fill("/execute"))).toEqual([200, 200, 200, 500, 200, 200, 200, 500]);
  });

  it("look like the service's own, and leave the connection usable", async () => {
    const { origin } = await startFaulty({ kind: "errors", rate: 1 });
    for (const body of ["x".repeat(300_000), "y"]) {
      const response = await fetch(origin, { method: "POST", body, headers: { "X-Trace-Id": "mine" } });
      expect(response.status).toBe(500);
      expect(response.headers.get("x-service-version")).toBe("3.0.1");
      expect(response.headers.get("x-service-revision")).toBe("service-1a2b3c");
      expect(response.headers.get("x-trace-id")).toBe("mine");
      expect(await response.json()).toEqual({ error: { code: "internal", message: "injected fault" } });
    }
  });

  it("spare health, metrics and probes, which are not counted either", async () => {
    const { origin } = await startFaulty({ kind: "errors", rate: 0.5 });
    expect(await statusesOf(origin, ["/health", "/metrics?x=1", "/a", "/health"])).toEqual([200, 200, 200, 200]);
    expect(await statusesOf(origin, ["/a", "/a", "/a"], probe)).toEqual([200, 200, 200]);
    expect(await statusesOf(origin, ["/a"])).toEqual([500]);
  });

  it("hit probes too when they are meant to", async () => {
    const { origin } = await startFaulty({ kind: "errors", rate: 1, probes: true });
    expect(await statusesOf(origin, ["/a", "/health"], probe)).toEqual([500, 200]);
  });
});

describe("latency", () => {
  it("lets later requests overtake those that it holds back, and passes them on whole", async () => {
    const { origin } = await startFaulty({ kind: "latency", milliseconds: 500, rate: 1 });
    const held = fetch(`${origin}/a`, { method: "POST", body: "ping" });
    const spared = await fetch(`${origin}/health`);
    expect(spared.headers.get("x-order")).toBe("1");
    expect((await held).headers.get("x-order")).toBe("2");
    expect(await (await held).text()).toBe("ping");
  });

  it("passes on the other share at once", async () => {
    const { origin } = await startFaulty({ kind: "latency", milliseconds: 600_000, rate: 0.5 });
    expect(await statusesOf(origin, ["/a"])).toEqual([200]);
    await expect(fetch(`${origin}/a`, { signal: AbortSignal.timeout(100) })).rejects.toThrow("timeout");
    expect(await statusesOf(origin, ["/a"])).toEqual([200]);
  });

  it("does not hold back probes", async () => {
    const { origin } = await startFaulty({ kind: "latency", milliseconds: 600_000, rate: 1 });
    expect(await statusesOf(origin, ["/a"], probe)).toEqual([200]);
    expect(await statusesOf(origin, ["/health", "/metrics"])).toEqual([200, 200]);
  });
});

describe("unhealthy", () => {
  it("is what /health says, and nothing else", async () => {
    const { origin } = await startFaulty({ kind: "unhealthy" });
    const health = await fetch(`${origin}/health`, { headers: probe });
    expect(health.status).toBe(503);
    expect(await health.json()).toEqual({ status: "unhealthy", reason: "injected fault" });
    expect(await statusesOf(origin, ["/metrics", "/a"])).toEqual([200, 200]);
  });
});

describe("no-trace-id", () => {
  it.each(["/set-header", "/append-header", "/object", "/message-and-object", "/list"])(
    "drops the header that %s sets",
    async (path) => {
      const { origin } = await startFaulty({ kind: "no-trace-id" });
      const whole = await fetch(origin + path, { headers: probe });
      expect(whole.headers.get("x-trace-id")).toBe("trace-1");
      const response = await fetch(origin + path);
      expect(response.status).toBe(200);
      expect(response.headers.has("x-trace-id")).toBe(false);
      expect(response.headers.get("x-other")).toBe(whole.headers.get("x-other"));
    },
  );
});

it("lets a service not start, with its message", async () => {
  const ended = await failToStart('{"kind":"cannot-start","message":"the model file is missing"}');
  expect(ended).toEqual({ stdout: "", stderr: "the model file is missing\n", code: 3 });
});

it.each([
  [undefined, "LAB_FAULT is not set"],
  ["errors", "LAB_FAULT is errors; it must be JSON"],
  ['{"kind":"errors","rate":1.5}', 'LAB_FAULT is {"kind":"errors","rate":1.5}; rate: Too big'],
  ['{"kind":"errors"}', "rate: "],
  ['{"kind":"error","rate":1}', "Kinds: errors, latency, cannot-start, unhealthy, no-trace-id."],
  ['{"kind":"latency","rate":1,"milliseconds":0}', "milliseconds: Too small"],
  ['{"kind":"unhealthy","probes":true}', 'Unrecognized key: "probes"'],
])("refuses LAB_FAULT %s", async (text, complaint) => {
  const { stdout, stderr, code } = await failToStart(text);
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain(complaint);
  expect(stderr.split("\n")).toHaveLength(2);
});
