import { z } from "zod";
import { BROWSER_DEMANDS } from "../../gates/frontend/browser/judge.ts";
import { kubernetesSchema } from "./kubernetes-schema.ts";

/** What stack config must look like. Defaults are in Pulumi.yaml alone; every key is there when this is asked. */

const versions = {
  automationService: z.string().min(1),
  aiPipeline: z.string().min(1),
  frontend: z.string().min(1),
};

const release = z.strictObject({ ...versions, bypassLlm: z.boolean() });
/** An empty object says that there is none. */
const optionalRelease = z.preprocess((value) => (isEmptyObject(value) ? undefined : value), release.optional());

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

const seconds = z.number().min(0);
const positiveSeconds = z.number().positive();
const share = z.number().min(0).max(1);
const openShare = z.number().gt(0).lt(1);
const port = z.number().int().min(1).max(65535);
/** An empty text says that there is none. */
const url = z.string().regex(/^$|^https?:\/\/[^/]/, "It must be empty, or an http:// or https:// URL");
const image = z.string().regex(/^[^\s]+$/, "It must be a reference to an image");
const optionalImage = z.union([z.literal(""), image]);
const SERVICE_AT_VERSION = "Its keys must be <service>@<version>, as automation-service@3.0.1";

/** A plain selector, since counters are read series by series; a text in its matchers may hold braces. */
const COUNTER_SELECTOR = /^[a-zA-Z_:][\w:]*\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}$/;
const ofRevision = z
  .string()
  .regex(COUNTER_SELECTOR, 'It must be a selector of counters, as orders_total{revision="$revision"}')
  .includes("$revision", { error: 'It must select by revision, as orders_total{revision="$revision"}' });
/** In names of checks and in PromQL. */
const METRIC_NAME = /^[a-zA-Z][\w .-]*$/;
const customMetric = z.strictObject({
  name: z.string().regex(METRIC_NAME, "It must begin with a letter, and have only letters, digits, spaces, _ . -"),
  bad: ofRevision,
  total: ofRevision,
  maxShare: share,
});

export const configSchema = z.strictObject({
  platform: z.enum(["local", "docker", "kubernetes"]),
  canaryPercent: z.number().int().min(0).max(100),
  stable: release,
  canary: optionalRelease,
  previous: optionalRelease,
  phases: z.array(z.strictObject({ percent: z.number().int().min(1).max(100), bakeSeconds: seconds })).min(1),
  gates: z.strictObject({
    smoke: z.strictObject({
      pings: z.number().int().min(1).max(1000),
      timeoutSeconds: positiveSeconds,
      scrapeTimeoutSeconds: positiveSeconds,
    }),
    frontend: z.strictObject({ timeoutSeconds: positiveSeconds, browser: z.enum(BROWSER_DEMANDS) }),
    bake: z.strictObject({ maySkip: z.boolean() }),
    slo: z.strictObject({
      strategy: z.enum(["sequential", "thresholds"]),
      alpha: openShare,
      beta: openShare,
      initialDelaySeconds: seconds,
      consecutiveFailureLimit: z.number().int().min(0),
      onFailure: z.enum(["abort", "hold"]),
      onInconclusive: z.enum(["abort", "hold", "probe"]),
      probesPerSecond: z.number().positive().max(100),
      maxProbes: z.number().int().min(1).max(100_000),
      dryRun: z.boolean(),
      windowSeconds: positiveSeconds,
      pollSeconds: positiveSeconds,
      maxErrorRate: share,
      maxShareSlowerThan1s: share,
      maxShareSlowerThan2s: share,
      minRequestsPerSecond: z.number().min(0),
      minRequests: z.number().int().min(1),
      maxViolations: z.number().int().min(0),
      metrics: z.array(customMetric),
    }),
  }),
  gateway: z.strictObject({
    mode: z.enum(["stand-in", "managed", "existing"]),
    adminUrl: url,
    proxyUrl: url,
    propagationSeconds: seconds,
    requestsPerMinute: z.number().int().min(1),
    jwt: z.strictObject({
      issuer: z.string(),
      algorithm: z.enum(["RS256", "ES256", "HS256"]),
      publicKey: z.string(),
      cookieName: z.string().regex(/^[A-Za-z0-9_-]*$/, "It must be empty, or a name of letters, digits, _ and -"),
    }),
  }),
  images: z.strictObject({
    services: z.record(z.string().regex(/^(automation-service|ai-pipeline|frontend)@./, SERVICE_AT_VERSION), image),
    lab: optionalImage,
    kong: image,
    postgres: image,
    prometheus: image,
    alertmanager: image,
    grafana: optionalImage,
  }),
  kubernetes: kubernetesSchema,
  ports: z.strictObject({ proxy: port, admin: port, prometheus: port }),
  prometheus: z.strictObject({
    url,
    pushgatewayUrl: url,
    binary: z.string().min(1),
    scrapeSeconds: z.number().int().min(1),
  }),
  grafana: z.strictObject({ url }),
  alerting: z.strictObject({ webhookUrl: url }),
  notifications: z.strictObject({ form: z.enum(["json", "slack"]), timeoutSeconds: positiveSeconds }),
  llm: z.strictObject({ standIn: z.boolean(), baseUrl: z.string(), model: z.string().min(1) }),
  lab: z.strictObject({ faults: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

export type ReleaseConfig = z.infer<typeof configSchema>;

/** One track's versions and flag; they move as a whole. */
export type TrackConfig = z.infer<typeof release>;
