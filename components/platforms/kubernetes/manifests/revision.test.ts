import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replicasFor } from "../replicas.ts";
import { requests } from "../testing/all-manifests.ts";
import { settingsWith } from "../testing/settings.ts";
import type { RevisionRequest } from "./revision.ts";
import { environmentOf, revisionDeployment, revisionSurroundings } from "./revision.ts";

const FOUNDATIONS = { environment: "environment-1", secrets: {} };

function requestOf(service: string, given: Readonly<Record<string, unknown>> = {}): RevisionRequest {
  const found = requests(settingsWith(given)).find(({ facts }) => facts.name === service);
  if (!found) throw new Error(service);
  return found;
}

function policyOf(request: RevisionRequest) {
  return revisionSurroundings(request).find(({ kind }) => kind === "NetworkPolicy") as {
    spec: { ingress: { from?: object[] }[]; egress: { to?: object[]; ports: object[] }[] };
  };
}

const podsWith = (label: string, value: string) => ({ podSelector: { matchLabels: { [label]: value } } });

describe("replicas", () => {
  it.each([
    [["canary"], 0, 4, 1],
    [["canary"], 10, 4, 1],
    [["canary"], 50, 4, 2],
    [["canary"], 50, 3, 2],
    [["canary"], 100, 4, 4],
    [["stable"], 10, 4, 4],
    [["previous"], 0, 4, 4],
    [["stable", "canary"], 10, 4, 4],
  ] as const)("of %j at %i %% with %i for everything are %i", (tracks, percent, full, expected) => {
    expect(replicasFor(tracks, percent, full)).toBe(expected);
  });

  it("never fall short of the share, nor of one, nor exceed all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 200 }), (percent, full) => {
        const replicas = replicasFor(["canary"], percent, full);
        expect(replicas).toBeGreaterThanOrEqual(Math.max(1, (full * percent) / 100));
        expect(replicas).toBeLessThanOrEqual(full);
      }),
    );
  });

  it("are the autoscaler's alone where there is one", () => {
    const request = requestOf("ai-pipeline", { kubernetes: { autoscaling: { maxReplicas: 6, cpuPercent: 50 } } });
    expect(revisionDeployment(request, FOUNDATIONS).spec).not.toHaveProperty("replicas");
    expect(revisionSurroundings(request).find(({ kind }) => kind === "HorizontalPodAutoscaler")).toMatchObject({
      spec: { minReplicas: 2, maxReplicas: 6 },
    });
    expect(revisionSurroundings(requestOf("ai-pipeline")).map(({ kind }) => kind)).not.toContain(
      "HorizontalPodAutoscaler",
    );
  });
});

describe("a revision's pods", () => {
  it("do not change with its role or with the canary's share: only their number does", () => {
    const at = (percent: number, track: "stable" | "canary") => {
      const canary = { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.1.0", bypassLlm: true };
      const request = { ...requestOf("frontend", { canaryPercent: percent, canary }), tracks: [track] };
      return revisionDeployment(request, FOUNDATIONS);
    };
    const { spec: small, ...one } = at(10, "canary");
    const { spec: full, ...other } = at(50, "stable");
    expect(other).toEqual(one);
    expect({ ...full, replicas: 0 }).toEqual({ ...small, replicas: 0 });
    expect(full).not.toEqual(small);
  });

  it("are added before others go when anything else of them changes", () => {
    expect(revisionDeployment(requestOf("frontend"), FOUNDATIONS).spec).toMatchObject({
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } },
      progressDeadlineSeconds: 120,
    });
  });

  it("are told who they are, and whom they call", () => {
    const environment = environmentOf(requestOf("automation-service"), { AI_PIPELINE_BASE_URL: "http://a:1" });
    expect(environment).toMatchObject({
      AI_PIPELINE_BASE_URL: "http://a:1",
      HOST: "0.0.0.0",
      PORT: "3003",
      SERVICE_VERSION: "3.0.1",
      SERVICE_REVISION: "automation-service-3.0.1-abcdef",
    });
  });

  it("are refused for a version that no label can hold", () => {
    const request = requestOf("frontend");
    const odd = { ...request, definition: { ...request.definition, version: "1.0.0+build" } };
    expect(() => revisionDeployment(odd, FOUNDATIONS)).toThrow('CFG002: "1.0.0+build" cannot be a label');
  });
});

describe("the path of a request is all that is open", () => {
  const gateway = podsWith("canary-release/component", "gateway");
  const prometheus = podsWith("canary-release/component", "prometheus");

  it("from the gateway to automation-service, and on to ai-pipeline", () => {
    const { spec } = policyOf(requestOf("automation-service"));
    expect(spec.ingress.map(({ from }) => from)).toEqual([[gateway, prometheus]]);
    expect(spec.egress[0]?.to).toEqual([podsWith("canary-release/service", "ai-pipeline")]);
    expect(spec.egress).toHaveLength(2);
  });

  it("from automation-service and the gateway to ai-pipeline, and on to the LLM", () => {
    const { spec } = policyOf(requestOf("ai-pipeline"));
    expect(spec.ingress[0]?.from).toEqual([
      gateway,
      prometheus,
      podsWith("canary-release/service", "automation-service"),
    ]);
    expect(spec.egress[0]?.to).toEqual([podsWith("canary-release/component", "llm")]);
    const outside = policyOf(requestOf("ai-pipeline", { llm: { standIn: false, baseUrl: "https://llm.example.com" } }));
    expect(outside.spec.egress[0]).toEqual({ ports: [{ protocol: "TCP", port: 443 }] });
  });

  it("from the gateway to the page, which calls nobody but for names", () => {
    const { spec } = policyOf(requestOf("frontend"));
    expect(spec.egress).toHaveLength(1);
    expect(spec.egress[0]?.ports).toEqual([
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ]);
  });

  it("from anybody where the gateway is somebody else's", () => {
    const existing = { gateway: { mode: "existing", adminUrl: "http://kong:8001", proxyUrl: "http://kong:8000" } };
    expect(policyOf(requestOf("frontend", existing)).spec.ingress).toEqual([
      { ports: [{ protocol: "TCP", port: "http" }] },
    ]);
  });
});
