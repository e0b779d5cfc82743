import { beforeEach, describe, expect, it } from "vitest";
import {
  API_KEY,
  DIGEST,
  mockDocker,
  PASSWORD,
  REVISION,
  type Registered,
  registerAll,
} from "./testing/registrations.ts";

const CONTAINER = "docker:index/container:Container";

interface ContainerInputs {
  readonly image: string;
  readonly envs?: readonly string[];
  readonly uploads?: readonly { readonly file: string; readonly content: string }[];
  readonly ports?: readonly object[];
  readonly readOnly?: boolean;
  readonly command?: readonly string[];
}

beforeEach(() => mockDocker());

async function containers(...given: Parameters<typeof registerAll>): Promise<ReadonlyMap<string, ContainerInputs>> {
  const { registered } = await registerAll(...given);
  const own = [...registered.values()].filter(({ type }) => type === CONTAINER);
  return new Map(own.map(({ name, inputs }) => [name, inputs as unknown as ContainerInputs]));
}

const get = <T>(map: ReadonlyMap<string, T>, name: string): T => {
  const found = map.get(name);
  if (found === undefined) throw new Error(`${name} is not among ${[...map.keys()].join(", ")}`);
  return found;
};

describe("a revision's container", () => {
  it("has an address in the network that its name tells, and a port that the engine has chosen", async () => {
    const { address, url } = await registerAll();
    expect(address).toBe("ai-pipeline-1-1-0-a1b2c3:8000");
    expect(url).toBe("http://127.0.0.1:49153");
  });

  it("is what it is named, from its image, and asked whether it is well before anything depends on it", async () => {
    const revision = get(await containers(), REVISION.name);
    expect(revision).toMatchObject({
      image: `example.org/ai-pipeline@${DIGEST}`,
      networksAdvanced: [{ name: "canary-release-laptop", aliases: ["ai-pipeline-1-1-0-a1b2c3"] }],
      ports: [{ internal: 8000, ip: "127.0.0.1" }],
      healthcheck: { tests: ["CMD", "node", "services/chassis/health-check.ts"] },
      wait: true,
      restart: "unless-stopped",
      labels: expect.arrayContaining([{ label: "canary-release/revision", value: REVISION.name }]),
    });
    expect(revision.envs).toEqual(
      expect.arrayContaining([
        "AI_PIPELINE_BASE_URL=http://elsewhere:8000",
        "FEATURE_BYPASS_LLM=true",
        "LLM_BASE_URL=http://llm:8000",
        `SERVICE_REVISION=${REVISION.name}`,
        "SERVICE_VERSION=1.1.0",
      ]),
    );
  });

  it("has no right on its host", async () => {
    expect(get(await containers(), REVISION.name)).toMatchObject({
      readOnly: true,
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      memory: 256,
      memorySwap: 256,
    });
  });

  it("reads the key of a configured LLM from a file, not from its environment", async () => {
    const llm = { standIn: false, baseUrl: "https://llm.example.org", model: "m" };
    const revision = get(await containers({ llm }), REVISION.name);
    expect(revision.uploads).toEqual([{ file: "/run/secrets/llm-api-key", content: API_KEY, permissions: "0444" }]);
    expect(revision.envs).toContain("LLM_API_KEY_FILE=/run/secrets/llm-api-key");
    expect(revision.envs?.join()).not.toContain(API_KEY);
    // The engine puts no file into a root that is read-only.
    expect(revision.readOnly).toBe(false);
  });
});

describe("Kong", () => {
  it("publishes proxy and Admin API on this machine alone", async () => {
    const { platform } = await registerAll();
    expect(platform.gateway).toMatchObject({
      adminUrl: "http://127.0.0.1:8888",
      proxyUrl: "http://127.0.0.1:3000",
      nobody: "127.0.0.1:8100",
    });
    expect(get(await containers(), "kong").ports).toEqual([
      { internal: 8000, external: 3000, ip: "127.0.0.1", protocol: "tcp" },
      { internal: 8001, external: 8888, ip: "127.0.0.1", protocol: "tcp" },
    ]);
  });

  it("and all that talk to the database have its password from a file", async () => {
    const { registered } = await registerAll();
    for (const name of ["kong", "kong-migrations", "kong-database"]) {
      const { inputs, secrets } = get(registered, name);
      const { uploads, envs } = inputs as unknown as ContainerInputs;
      expect(secrets).toEqual(["uploads"]);
      expect(uploads).toEqual([expect.objectContaining({ content: PASSWORD })]);
      expect(envs?.join()).not.toContain(PASSWORD);
    }
  });

  it("begins when the migrations have ended well", async () => {
    const all = await containers();
    expect(get(all, "kong-migrations")).toMatchObject({ mustRun: false, attach: true, restart: "no" });
    expect(get(all, "kong")).toMatchObject({
      labels: expect.arrayContaining([{ label: "canary-release/migrations", value: "done" }]),
    });
  });

  it("is not run where config names one", async () => {
    const gateway = {
      mode: "existing",
      adminUrl: "http://kong:8001",
      proxyUrl: "http://kong:8000",
      propagationSeconds: 0,
      requestsPerMinute: 1,
    } as const;
    const { platform, registered } = await registerAll({ gateway });
    expect(platform.gateway).toEqual({
      adminUrl: gateway.adminUrl,
      proxyUrl: gateway.proxyUrl,
      nobody: "127.0.0.1:8100",
      ready: [],
    });
    expect([...registered.keys()].filter((name) => name.startsWith("kong"))).toEqual([]);
  });
});

describe("Prometheus", () => {
  const uploadsOf = (map: ReadonlyMap<string, Registered>, name: string) =>
    Object.fromEntries(
      (get(map, name).inputs as unknown as ContainerInputs).uploads?.map((file) => [file.file, file.content]) ?? [],
    );

  it("finds its targets and rules in a volume that containers fill which never run", async () => {
    const { registered } = await registerAll();
    for (const name of ["prometheus-config", "scrape-files", "release-record-file"]) {
      expect(get(registered, name).inputs).toMatchObject({ start: false, mustRun: false, networkMode: "none" });
    }
    const files = uploadsOf(registered, "scrape-files");
    expect(JSON.parse(files["/etc/prometheus/release/targets.json"] ?? "")).toEqual([
      {
        targets: ["ai-pipeline-1-1-0-a1b2c3:8000"],
        labels: { revision: REVISION.name, service: "ai-pipeline", version: "1.1.0" },
      },
    ]);
    expect(files["/etc/prometheus/release/rules/release-track.yml"]).toContain("track: canary");
    const config = uploadsOf(registered, "prometheus-config")["/etc/prometheus/release/prometheus.yml"];
    expect(config).toContain("alertmanager:9093");
    expect(config).toContain("rules/*.yml");
  });

  it("takes over what changes, and is asked for the targets without which no gate can judge", async () => {
    const { registered } = await registerAll();
    expect(get(registered, "scrape").inputs).toMatchObject({
      prometheusUrl: "http://127.0.0.1:9090",
      files: uploadsOf(registered, "scrape-files"),
      expects: { kind: "targets", targets: [{ address: "ai-pipeline-1-1-0-a1b2c3:8000" }] },
    });
    expect(get(registered, "release-record").inputs).toMatchObject({
      files: uploadsOf(registered, "release-record-file"),
      expects: { kind: "nothing" },
    });
  });

  it("sends alerts nowhere where config names no webhook", async () => {
    const { registered } = await registerAll({ alerting: { webhookUrl: "" } });
    expect(registered.has("alertmanager")).toBe(false);
    expect(uploadsOf(registered, "prometheus-config")["/etc/prometheus/release/prometheus.yml"]).not.toContain(
      "alerting",
    );
  });
});

describe("Grafana", () => {
  it("shows the dashboards on data of the stack's Prometheus, to whoever reaches it", async () => {
    const { uploads = [], envs, ports } = get(await containers(), "grafana");
    const files = Object.fromEntries(uploads.map(({ file, content }) => [file, content]));
    expect(files["/etc/grafana/provisioning/datasources/canary-release.yml"]).toContain("http://prometheus:9090");
    expect(Object.keys(files).filter((file) => file.startsWith("/etc/grafana/dashboards/")).length).toBeGreaterThan(0);
    expect(envs).toContain("GF_AUTH_ANONYMOUS_ORG_ROLE=Viewer");
    expect(ports).toEqual([{ internal: 3000, ip: "127.0.0.1", protocol: "tcp" }]);
  });
});
