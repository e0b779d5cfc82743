import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { manifestsFrom, renderStack } from "./render.ts";

/** The program runs in a process of its own. */
const LIMIT_MS = 60_000;

const STABLE = { automationService: "3.0.0", aiPipeline: "1.0.0-newidea", frontend: "1.0.0", bypassLlm: false };
const CANARY = { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.0.0", bypassLlm: true };
const IMAGES = {
  services: Object.fromEntries(
    [
      "automation-service@3.0.0",
      "automation-service@3.0.1",
      "ai-pipeline@1.0.0-newidea",
      "ai-pipeline@1.1.0",
      "frontend@1.0.0",
    ].map((name) => [name, `registry.example.com/${name.replace("@", ":")}`]),
  ),
  // Not those of the stacks: a new version of theirs is no change of what is rendered.
  ...{ lab: "lab:1", kong: "kong:1", postgres: "postgres:1", prometheus: "prometheus:1" },
  ...{ alertmanager: "alertmanager:1", grafana: "grafana:1" },
};

/** Config of its own, so that a step of a release on a real stack is no change either. */
const STACKS = {
  managed: {
    gateway: { mode: "managed", propagationSeconds: 10 },
    llm: { standIn: false, baseUrl: "https://llm.example.com", model: "some-model" },
    alerting: { webhookUrl: "https://hooks.example.com/token" },
    kubernetes: { context: "somewhere", replicas: 4, autoscaling: { maxReplicas: 8 }, storage: { prometheus: "50Gi" } },
  },
  "stand-in": { canary: CANARY, canaryPercent: 50 },
} as const;

it.each(Object.entries(STACKS))(
  "what is rendered of a stack with a %s gateway is what was reviewed last",
  async (name, own) => {
    const settings = { platform: "kubernetes", stable: STABLE, images: IMAGES, ...own };
    const config = Object.entries(settings).map(([key, value]) => [`canary-release:${key}`, value]);
    const rendered = await manifestsFrom("reviewed", Object.fromEntries(config));
    const text = rendered.map((each) => `---\n${elided(each.file, each.text)}`).join("");
    expect(text).not.toContain("hooks.example.com/token");
    await expect(text).toMatchFileSnapshot(`__snapshots__/${name}.yaml`);
  },
  LIMIT_MS,
);

it(
  "replaces what an earlier render wrote, and nothing else",
  async () => {
    const out = fs.mkdtempSync(path.join(os.tmpdir(), "render-"));
    try {
      fs.writeFileSync(path.join(out, "mine.yaml"), "a: 1\n");
      await renderStack("production", out);
      const first = fs.readdirSync(out);
      fs.copyFileSync(path.join(out, "namespace-canary-production.yaml"), path.join(out, "deployment-gone.yaml"));
      await renderStack("production", out);
      expect(fs.readdirSync(out)).toEqual(first);
      expect(first).toContain("mine.yaml");
      expect(first).toContain("statefulset-database.yaml");
    } finally {
      fs.rmSync(out, { recursive: true });
    }
  },
  2 * LIMIT_MS,
);

it("is refused for a stack without a cluster", async () => {
  await expect(renderStack("local", undefined)).rejects.toThrow("stack local has config platform: local");
  await expect(renderStack("nowhere", undefined)).rejects.toThrow("there is no Pulumi.nowhere.yaml");
});

/** Rules and dashboards are held by tests of their own, and are most of the text. */
function elided(file: string, text: string): string {
  const isLong = /^configmap-(prometheus-rules|grafana-dashboards)/.test(file);
  const shown = isLong ? text.replace(/^data:\n[\s\S]*/m, "data: …\n") : text;
  return shown.replaceAll(/(grafana-dashboards)-[0-9a-f]{8}/g, "$1-…");
}
