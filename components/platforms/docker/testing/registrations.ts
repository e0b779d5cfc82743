import fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { ReleaseConfig } from "../../../config/schema.ts";
import type { RevisionDefinition } from "../../platform.ts";
import { dockerPlatform } from "../docker-platform.ts";
import type { DockerSettings } from "../settings.ts";

/** A resource as the program registers it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Secrets among them in clear. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Keys of the inputs that are secrets. */
  readonly secrets: readonly string[];
}

export const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
export const PASSWORD = "correct-horse";
export const API_KEY = "not-for-everybody";

const { config }: { config: Readonly<Record<string, { readonly default: never }>> } = parse(
  fs.readFileSync("Pulumi.yaml", "utf8"),
);
const fallback = <Key extends keyof ReleaseConfig>(key: Key): ReleaseConfig[Key] =>
  (config[key] as { readonly default: ReleaseConfig[Key] }).default;

/** The defaults of Pulumi.yaml, with every image by digest. */
export function settings(more: Partial<DockerSettings> = {}): DockerSettings {
  const own = ["kong", "postgres", "prometheus", "alertmanager", "grafana", "lab"] as const;
  const images = Object.fromEntries(own.map((image) => [image, `example.org/${image}@${DIGEST}`]));
  const services = { "ai-pipeline@1.1.0": `example.org/ai-pipeline@${DIGEST}` };
  return {
    stack: "laptop",
    ports: fallback("ports"),
    images: { ...fallback("images"), ...images, services },
    gateway: { ...fallback("gateway"), mode: "managed" },
    prometheus: fallback("prometheus"),
    grafana: fallback("grafana"),
    alerting: { webhookUrl: "https://hooks.example.org/alerts" },
    llm: fallback("llm"),
    llmApiKey: pulumi.secret(API_KEY),
    postgresPassword: pulumi.secret(PASSWORD),
    ...more,
  };
}

export const REVISION: RevisionDefinition = {
  name: "ai-pipeline-1.1.0-a1b2c3",
  service: "aiPipeline",
  version: "1.1.0",
  environment: { FEATURE_BYPASS_LLM: "true" },
};

const registered = new Map<string, Registered>();

/** Answers as the provider would: the engine chooses ports that nobody asked for, tasks end well. */
export async function mockDocker(): Promise<void> {
  registered.clear();
  await pulumi.runtime.setMocks({
    newResource({ name, type, inputs: given }) {
      const { isRpcSecret, unwrapRpcSecret } = pulumi.runtime;
      const inputs = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, unwrapRpcSecret(value)]));
      const secrets = Object.keys(inputs).filter((key) => isRpcSecret(given[key]));
      registered.set(name, { name, type, inputs, secrets });
      const ports = ((inputs.ports ?? []) as readonly { readonly external?: number }[]).map((port) => ({
        external: 49_153,
        ...port,
      }));
      return { id: name, state: { name, exitCode: 0, ...inputs, ports } };
    },
    call: () => ({}),
  });
}

/** Everything that a release registers on the platform, and where it is reached. */
export async function registerAll(more: Partial<DockerSettings> = {}) {
  const platform = dockerPlatform(settings(more), {});
  const running = platform.runRevision(REVISION, ["canary"], { AI_PIPELINE_BASE_URL: "http://elsewhere:8000" }, {});
  const { name: revision, service, version } = REVISION;
  const target = { revision, service, version, address: running.address, tracks: ["canary"] as const };
  const scrape = platform.scrape([target], {}) as pulumi.CustomResource;
  const record = platform.recordRelease("groups: []\n", {}) as pulumi.CustomResource;
  const ready = [...platform.gateway.ready, ...platform.prometheus.ready] as pulumi.CustomResource[];
  const [address, url] = await Promise.all([settled(running.address), settled(running.url)]);
  await Promise.all([scrape, record, ...ready].map(({ id }) => settled(id)));
  return { platform, address, url, registered };
}

function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
