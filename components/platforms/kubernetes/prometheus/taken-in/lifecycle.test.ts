import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeCluster } from "../../../../../tunnel/testing/fake-cluster.ts";
import { lifecycle, type TakenInInputs } from "./lifecycle.ts";
import { RULES_LOADED } from "./loaded.ts";

const REVISION = "ai-pipeline-1.1.0-abc";

/** A Prometheus that has loaded `digest` and scrapes `scraped`, and whose reload does `onReload`. */
class FakePrometheus {
  digest: string | undefined;
  scraped: readonly string[] = [];
  onReload: () => { status: number; text: string } = () => ({ status: 200, text: "" });
  /** Called before each answer. */
  onRequest: () => void = () => undefined;
  broken = false;
  readonly requests: string[] = [];
  readonly #server = http.createServer((request, response) => {
    this.onRequest();
    const path = request.url ?? "";
    this.requests.push(`${request.method} ${path}`);
    if (this.broken) response.writeHead(503).end("starting");
    else if (path === "/-/reload") {
      const { status, text } = this.onReload();
      response.writeHead(status).end(`${text}\n`);
    } else
      response.end(
        JSON.stringify({ status: "success", data: path.startsWith("/api/v1/rules") ? this.#rules() : this.#targets() }),
      );
  });

  #rules() {
    const others = [{ name: "release_weight", labels: {} }, { name: "Unlabelled" }];
    const own = this.digest === undefined ? [] : [{ name: RULES_LOADED, labels: { digest: this.digest } }];
    return { groups: [{ rules: others }, { rules: own }] };
  }

  #targets() {
    return {
      activeTargets: [{ labels: { job: "other" } }, ...this.scraped.map((revision) => ({ labels: { revision } }))],
    };
  }

  start(): Promise<void> {
    return new Promise((listening) => this.#server.listen(0, "127.0.0.1", listening));
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((closed) => this.#server.close(() => closed()));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  reloads(): number {
    return this.requests.filter((request) => request === "POST /-/reload").length;
  }
}

let prometheus: FakePrometheus;
let cluster: FakeCluster;

beforeEach(async () => {
  prometheus = new FakePrometheus();
  await prometheus.start();
  cluster = new FakeCluster({});
  vi.stubEnv("PATH", cluster.environment.PATH);
  vi.stubEnv("FAKE_KUBECTL", cluster.environment.FAKE_KUBECTL);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  cluster.end();
  await prometheus.stop();
});

function inputs(more: Partial<TakenInInputs> = {}): TakenInInputs {
  return {
    prometheusUrl: prometheus.url,
    revisions: [REVISION],
    addresses: ["ai-pipeline.canary.svc:80"],
    rules: {
      digest: "new",
      place: { context: "staging", namespace: "canary" },
      selector: { "canary-release/component": "prometheus" },
    },
    ...more,
  };
}

/** The patience of two minutes is over when the first look is. */
function loseNoTime(): void {
  const begin = performance.now();
  let skipped = 0;
  vi.spyOn(performance, "now").mockImplementation(() => begin + skipped);
  prometheus.onRequest = () => {
    skipped += 61_000;
  };
}

describe("what Prometheus must have taken in", () => {
  it("is there at once where it has, and nothing is reloaded", async () => {
    prometheus.digest = "new";
    prometheus.scraped = [REVISION];
    const given = inputs();
    expect(await lifecycle.create(given)).toEqual({ id: "scrape", outs: given });
    expect(prometheus.reloads()).toBe(0);
  });

  it("makes the kubelet look at the volume first, whatever comes of it", async () => {
    prometheus.digest = "new";
    prometheus.scraped = [REVISION];
    await lifecycle.create(inputs());
    expect(cluster.calls().map(({ args }) => args.join(" "))).toEqual([
      "--context=staging --namespace=canary annotate pods --selector=canary-release/component=prometheus --overwrite canary-release/rules=new",
    ]);
  });

  it("is waited for: rules come by a reload that finds them, targets by themselves", async () => {
    prometheus.digest = "old";
    prometheus.onReload = () => {
      // The volume has the new rules at the second reload, discovery the pod a moment later.
      if (prometheus.reloads() === 2) prometheus.digest = "new";
      if (prometheus.reloads() === 3) prometheus.scraped = [REVISION];
      return { status: 200, text: "" };
    };
    await lifecycle.update?.("scrape", inputs({ addresses: [] }), inputs());
    expect(prometheus.reloads()).toBe(3);
  });

  it("is no rule where Prometheus takes none from here, and then it is never reloaded", async () => {
    const { rules: _rules, ...existing } = inputs();
    loseNoTime();
    await expect(lifecycle.create(existing)).rejects.toThrow(
      /after 120 s: it scrapes no pod of ai-pipeline-1\.1\.0-abc$/,
    );
    expect(prometheus.reloads()).toBe(0);
    expect(cluster.calls()).toEqual([]);
    prometheus.scraped = [REVISION];
    await lifecycle.create(existing);
  });

  it("that never comes fails after two minutes, with all that is missing", async () => {
    loseNoTime();
    prometheus.digest = "old";
    await expect(lifecycle.create(inputs())).rejects.toThrow(
      `RUN003: Prometheus at ${prometheus.url} has not taken everything in after 120 s: ` +
        `its rules have the digest old, not new; it scrapes no pod of ${REVISION}`,
    );
    prometheus.digest = undefined;
    prometheus.scraped = [REVISION];
    await expect(lifecycle.create(inputs())).rejects.toThrow(/120 s: its rules have the digest of none, not new$/);
  });

  it("that it refuses fails with Prometheus' own words", async () => {
    loseNoTime();
    prometheus.scraped = [REVISION];
    prometheus.onReload = () => ({ status: 500, text: "failed to reload config: bad rule" });
    await expect(lifecycle.create(inputs())).rejects.toThrow(
      /not new; it refuses its rules: 500 failed to reload config: bad rule$/,
    );
  });
});

describe("a Prometheus that does not answer", () => {
  it("for a while is waited for: its pod may be about to be replaced", async () => {
    prometheus.broken = true;
    prometheus.digest = "new";
    prometheus.scraped = [REVISION];
    prometheus.onRequest = () => {
      if (prometheus.requests.length === 2) prometheus.broken = false;
    };
    await lifecycle.create(inputs());
    expect(prometheus.requests.length).toBeGreaterThan(2);
  });

  it("for two minutes is an error with what it answers", async () => {
    loseNoTime();
    prometheus.broken = true;
    await expect(lifecycle.create(inputs())).rejects.toThrow(
      `PRM001: Prometheus answered 503 to GET ${prometheus.url}/api/v1/rules`,
    );
    expect(prometheus.requests).toHaveLength(2);
  });

  it("at all is an error that names the request and keeps its cause", async () => {
    const given = inputs();
    const begin = performance.now();
    let looks = 0;
    vi.spyOn(performance, "now").mockImplementation(() => begin + 121_000 * looks++);
    await prometheus.stop();
    await expect(lifecycle.create(given)).rejects.toMatchObject({
      message: `PRM001: Prometheus cannot be reached: GET ${given.prometheusUrl}/api/v1/rules failed; is its pod running?`,
      cause: expect.any(Error),
    });
    await prometheus.start();
  });
});

describe("a refresh", () => {
  it("keeps it while Prometheus has everything, and drops it when something is gone", async () => {
    prometheus.digest = "new";
    prometheus.scraped = [REVISION];
    const given = inputs();
    expect(await lifecycle.read?.("scrape", given)).toEqual({ id: "scrape", props: given });
    prometheus.scraped = [];
    expect(await lifecycle.read?.("scrape", given)).toEqual({});
    expect(prometheus.reloads()).toBe(0);
  });
});

describe("a change", () => {
  it.each([
    ["another digest", { rules: { ...inputsOnly().rules, digest: "newer" } }],
    ["no rules", { rules: undefined }],
    ["another revision", { revisions: ["other"] }],
    ["a revision that moved", { addresses: ["elsewhere:80"] }],
    ["another Prometheus", { prometheusUrl: "http://elsewhere" }],
  ])("is %s", async (_, more) => {
    const news = { ...inputsOnly(), ...more } as TakenInInputs;
    expect(await lifecycle.diff("scrape", inputsOnly(), news)).toEqual({ changes: true, replaces: [] });
  });

  it("is nothing else", async () => {
    const stored = { __provider: "text", ...inputsOnly() };
    expect(await lifecycle.diff("scrape", stored, inputsOnly())).toEqual({ changes: false, replaces: [] });
  });
});

function inputsOnly() {
  return {
    prometheusUrl: "http://prometheus",
    revisions: [REVISION],
    addresses: ["ai-pipeline.canary.svc:80"],
    rules: { digest: "new", place: { context: "", namespace: "canary" }, selector: {} },
  };
}
