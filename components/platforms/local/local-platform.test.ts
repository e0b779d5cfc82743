import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { renderAlertRules } from "../../../monitoring/alerts/render.ts";
import type { Platform, RevisionDefinition } from "../platform.ts";
import { localPlatform } from "./local-platform.ts";
import type { LocalSettings } from "./settings.ts";

const SETTINGS: LocalSettings = {
  stack: "local",
  home: ".canary/local",
  ports: { proxy: 3000, admin: 8888, prometheus: 9090 },
  gateway: { mode: "stand-in", adminUrl: "", proxyUrl: "" },
  prometheus: { binary: "prometheus", scrapeSeconds: 1 },
  llm: { standIn: true, model: "stand-in" },
};
const AI_PIPELINE: RevisionDefinition = {
  name: "ai-pipeline-1-1-0-abc",
  service: "aiPipeline",
  version: "1.1.0",
  environment: { FEATURE_BYPASS_LLM: "true" },
};

interface Registered {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
}

let registered: Map<string, Registered>;

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource({ name, type, inputs }) {
      registered.set(name, { type, inputs });
      const ports = { http: 4000, status: 5000 };
      return { id: name, state: { ...inputs, ports, address: "127.0.0.1:4000", url: "http://127.0.0.1:4000" } };
    },
    call: () => ({}),
  });
});

beforeEach(() => {
  registered = new Map();
});

function settled<T>(output: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
  return new Promise((resolve) => pulumi.output(output).apply(resolve));
}

async function run(platform: Platform, definition: RevisionDefinition, bindings: Record<string, string> = {}) {
  await settled(platform.runRevision(definition, [], bindings, {}).address);
  return registered.get(definition.name);
}

describe("localPlatform", () => {
  it("knows the URLs before anything runs, and leads nobody to the gateway's own listener", async () => {
    const platform = localPlatform(SETTINGS, {});
    expect(platform.gateway).toMatchObject({ adminUrl: "http://127.0.0.1:8888", proxyUrl: "http://127.0.0.1:3000" });
    expect(platform.prometheus.url).toBe("http://127.0.0.1:9090");
    expect(await settled(platform.gateway.nobody)).toBe("127.0.0.1:5000");
  });

  it("runs a revision as what it is named, from the working tree", async () => {
    const revision = await run(localPlatform(SETTINGS, {}), AI_PIPELINE);
    expect(revision?.type).toBe("pulumi-nodejs:dynamic/local:Process");
    expect(revision?.inputs.command).toEqual(["node", "services/ai-pipeline/main.ts"]);
    expect(revision?.inputs.environment).toMatchObject({
      FEATURE_BYPASS_LLM: "true",
      PORT: "0",
      SERVICE_VERSION: "1.1.0",
      SERVICE_REVISION: "ai-pipeline-1-1-0-abc",
    });
  });

  it("gives the gateway and this machine the same place", async () => {
    const running = localPlatform(SETTINGS, {}).runRevision(AI_PIPELINE, [], {}, {});
    expect(await settled(running.address)).toBe("127.0.0.1:4000");
    expect(await settled(running.url)).toBe("http://127.0.0.1:4000");
  });

  it("loads faults into a revision that has one, and into no other", async () => {
    const platform = localPlatform(SETTINGS, {});
    const faulty = await run(platform, { ...AI_PIPELINE, name: "faulty", environment: { LAB_FAULT: "{}" } });
    expect(faulty?.inputs.command).toEqual([
      "node",
      "--import",
      "./lab/faults/inject.ts",
      "services/ai-pipeline/main.ts",
    ]);
    expect((await run(platform, AI_PIPELINE))?.inputs.command).not.toContain("--import");
  });

  it("tells ai-pipeline alone where the LLM is", async () => {
    const platform = localPlatform(SETTINGS, {});
    expect((await run(platform, AI_PIPELINE))?.inputs.bindings).toEqual({
      LLM_BASE_URL: "http://127.0.0.1:4000",
      LLM_MODEL: "stand-in",
    });
    const caller = await run(
      platform,
      { ...AI_PIPELINE, name: "caller", service: "automationService" },
      { AI_PIPELINE_BASE_URL: "http://127.0.0.1:1" },
    );
    expect(caller?.inputs.bindings).toEqual({ AI_PIPELINE_BASE_URL: "http://127.0.0.1:1" });
  });

  it("keeps the key of a configured LLM a secret", async () => {
    const llm = { standIn: false, baseUrl: "http://llm", model: "m", apiKey: pulumi.secret("sk-1") } as const;
    const { resource } = localPlatform({ ...SETTINGS, llm }, {}).runRevision(AI_PIPELINE, [], {}, {});
    const { bindings } = resource as pulumi.Resource & { bindings: pulumi.Output<Record<string, string>> };
    expect(registered.has("llm")).toBe(false);
    expect(await pulumi.isSecret(bindings)).toBe(true);
    expect(await settled(bindings)).toEqual({ LLM_BASE_URL: "http://llm", LLM_MODEL: "m", LLM_API_KEY: "sk-1" });
  });

  it("has targets scraped with the service's name, and roles recorded apart from the alerts", async () => {
    const target = { revision: "r", service: "aiPipeline", version: "1.1.0", address: "127.0.0.1:1" } as const;
    const scrape = localPlatform(SETTINGS, {}).scrape([{ ...target, tracks: ["canary"] }], {});
    await settled((scrape as pulumi.CustomResource).id);
    expect(registered.get("scrape")?.inputs.targets).toEqual([
      { address: "127.0.0.1:1", labels: { revision: "r", service: "ai-pipeline", version: "1.1.0" } },
    ]);
    const ruleFiles = registered.get("scrape")?.inputs.ruleFiles as Record<string, string>;
    const folder = ".canary/local/data/prometheus/rules";
    expect(Object.keys(ruleFiles).sort()).toEqual([
      `${folder}/alerts.yml`,
      `${folder}/recordings.yml`,
      `${folder}/release-track.yml`,
    ]);
    expect(ruleFiles[`${folder}/release-track.yml`]).toContain("track: canary");
    expect(ruleFiles[`${folder}/alerts.yml`]).toBe(renderAlertRules());
  });
});
