import { podJob } from "../../../../monitoring/scrape/job.ts";
import { renderPrometheusConfig } from "../../../../monitoring/scrape/prometheus-config.ts";
import { componentLabel } from "../labels.ts";
import type { Manifest, ManifestOf } from "../manifests/manifest.ts";
import { components, networkPolicy, pods, type Way } from "../manifests/network.ts";
import { NOBODY, resourcesOf, restrictedPod, type Volume } from "../manifests/pod.ts";
import { accountOf, claimOf, serviceOf, statefulSetOf, type Workload, workload } from "../manifests/workload.ts";
import { addressInside, nameByContent } from "../names.ts";
import type { KubernetesSettings } from "../settings.ts";
import { ALERTMANAGER_PORT } from "./alertmanager.ts";
import { HEALTH_PROBES } from "./health-probes.ts";

export const PROMETHEUS_PORT = 9090;
/** The ConfigMap with the rules: it keeps its name and changes in place, so that Prometheus loads it without a restart. */
export const RULES_CONFIG_MAP = "prometheus-rules";
/** The ConfigMap with what has passed, which is written after traffic has moved. */
export const RELEASE_CONFIG_MAP = "prometheus-release";

const CONFIG = "/etc/prometheus";
const RULES = "/etc/prometheus-rules";
const RELEASE = "/etc/prometheus-release";
const STORAGE = "/prometheus";
const CONFIG_FILE = "prometheus.yml";
/** The longest window of an objective is 30 days; without a volume the samples end with the pod anyway. */
const RETENTION = { volume: "31d", none: "1d" } as const;
/** Any of them may be the API server's, whose address no policy can name. */
const API_SERVER: Way = { peers: [], ports: [443, 6443] };

/**
 * Prometheus, which finds the revisions' pods by the cluster's API, in this namespace alone. One pod: its samples are what
 * gates decide by, and two would each have their own. Its data is on a volume where config gives it one.
 */
export function prometheusManifests(settings: KubernetesSettings): Manifest[] {
  const own = workload(settings, "prometheus");
  const config = configOf(settings);
  const { storage } = settings.cluster;
  return [
    ...access(own),
    policyOf(own, settings),
    config,
    ...(storage.prometheus === "" ? [] : [claimOf(own, storage.prometheus, storage.className)]),
    serviceOf(own, PROMETHEUS_PORT, "http"),
    statefulSetOf(own, podOf(own, settings, config.metadata.name)),
  ];
}

function configOf(settings: KubernetesSettings): ManifestOf<"ConfigMap"> & { metadata: { name: string } } {
  const { place, stack, prometheus, alerting } = settings;
  const data = {
    [CONFIG_FILE]: renderPrometheusConfig({
      scrapeSeconds: prometheus.scrapeSeconds,
      ruleFiles: [`${RULES}/*.yml`, `${RELEASE}/*.yml`],
      jobs: [podJob(stack, place.namespace)],
      alertmanagers: alerting.webhookUrl === "" ? [] : [addressInside(place, "alertmanager", ALERTMANAGER_PORT)],
    }),
  };
  const { metadata } = workload(settings, "prometheus");
  return {
    kind: "ConfigMap",
    metadata: { ...metadata, name: nameByContent("prometheus", data) },
    immutable: true,
    data,
  };
}

function podOf({ name }: Workload, { images, cluster }: KubernetesSettings, config: string) {
  const kept = cluster.storage.prometheus !== "";
  const volumes: Volume[] = [
    { name: "config", mountPath: CONFIG, readOnly: true, source: { configMap: { name: config } } },
    // Optional: the first release writes them while this starts.
    { name: "rules", mountPath: RULES, readOnly: true, source: optional(RULES_CONFIG_MAP) },
    { name: "release", mountPath: RELEASE, readOnly: true, source: optional(RELEASE_CONFIG_MAP) },
    {
      name: "storage",
      mountPath: STORAGE,
      readOnly: false,
      source: kept ? { persistentVolumeClaim: { claimName: name } } : { emptyDir: {} },
    },
  ];
  return restrictedPod({
    serviceAccountName: name,
    token: true,
    user: NOBODY,
    // It writes its head block when it ends.
    terminationGracePeriodSeconds: 60,
    volumes,
    container: {
      name: "prometheus",
      image: images.prometheus,
      args: [
        `--config.file=${CONFIG}/${CONFIG_FILE}`,
        `--storage.tsdb.path=${STORAGE}`,
        `--storage.tsdb.retention.time=${kept ? RETENTION.volume : RETENTION.none}`,
        `--web.listen-address=:${PROMETHEUS_PORT}`,
        "--web.enable-lifecycle",
        // Rules that no update waits for are loaded within half a minute after their volume has them; before 2.55 at the next
        // reload.
        "--enable-feature=auto-reload-config",
        // 5 s otherwise, and a release waits for its canary to be scraped.
        "--scrape.discovery-reload-interval=1s",
      ],
      ports: [{ name: "http", containerPort: PROMETHEUS_PORT }],
      resources: resourcesOf(cluster.resources.prometheus),
      // It may replay a long write-ahead log before it is ready.
      startupProbe: { httpGet: { path: "/-/ready", port: "http" }, periodSeconds: 2, failureThreshold: 300 },
      ...HEALTH_PROBES,
    },
  });
}

function optional(name: string): Volume["source"] {
  return { configMap: { name, optional: true } };
}

function access(own: Workload): Manifest[] {
  const { metadata, name } = own;
  return [
    accountOf(own),
    {
      kind: "Role",
      metadata,
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
    },
    {
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name, namespace: metadata.namespace }],
    },
  ];
}

function policyOf({ metadata, selector }: Workload, { alerting }: KubernetesSettings) {
  const alertmanager: Way[] =
    alerting.webhookUrl === "" ? [] : [{ peers: components("alertmanager"), ports: ["http"] }];
  return networkPolicy(metadata.name, metadata, selector, {
    ingress: [{ peers: components("grafana"), ports: ["http"] }],
    egress: [
      { peers: [pods(componentLabel("revision"))], ports: ["http"] },
      { peers: components("gateway"), ports: ["status"] },
      ...alertmanager,
      API_SERVER,
    ],
  });
}
