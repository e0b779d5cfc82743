import type { Input } from "@pulumi/pulumi";
import type { Manifest, ManifestOf } from "../manifests/manifest.ts";
import { components, networkPolicy, type Way } from "../manifests/network.ts";
import { type RestrictedContainer, resourcesOf, restrictedPod, spread, type Volume } from "../manifests/pod.ts";
import { accountOf, budgetOf, deploymentOf, workload } from "../manifests/workload.ts";
import { addressInside, nameByContent } from "../names.ts";
import type { KubernetesSettings } from "../settings.ts";
import { GATEWAY_PORTS } from "./ports.ts";
import { DATABASE, PASSWORD_KEY } from "./postgres.ts";
import { CONTAINER_PORTS, gatewayPolicy, gatewayServices } from "./services.ts";

/** `kong` in Kong's images. */
const KONG_USER = 1000;
const PREFIX = "/kong_prefix";
/** Until a load balancer in front has taken a leaving pod out. */
const DRAIN_SECONDS = 10;
/** For requests in flight: above the gateway's read timeout of 10 s. */
const SHUTDOWN_SECONDS = 20;

const TO_DATABASE: Way = { peers: components("database"), ports: ["postgres"] };

/**
 * Kong with its Services. Every pod reads the one database; how soon it sees what another one has written is what
 * `gateway.propagationSeconds` waits for.
 *
 * @param secret name of the Secret that holds the database's password
 */
export function kongManifests(settings: KubernetesSettings, secret: Input<string>): Manifest[] {
  const own = workload(settings, "gateway");
  const { cluster } = settings;
  const status = (path: string) => ({ httpGet: { path, port: "status" } });
  return [
    accountOf(own),
    gatewayPolicy(own, [TO_DATABASE]),
    ...gatewayServices(own, settings),
    budgetOf(own),
    deploymentOf(
      own,
      settings,
      { replicas: cluster.gateway.replicas, strategy: "rolling" },
      restrictedPod({
        serviceAccountName: own.name,
        user: KONG_USER,
        terminationGracePeriodSeconds: DRAIN_SECONDS + SHUTDOWN_SECONDS + 5,
        volumes: [WRITABLE_PREFIX],
        container: {
          ...kongContainer(settings, secret),
          name: "kong",
          ports: CONTAINER_PORTS,
          // A pod begins when it has read the whole configuration, not merely when it listens.
          startupProbe: { ...status("/status/ready"), periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 60 },
          // From then on it serves what it knows, also without its database, where /status/ready says 503.
          readinessProbe: { tcpSocket: { port: "proxy" }, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 2 },
          // Without its database /status answers when Kong's pg_timeout of 5 s is over, and Kong would not start anew.
          livenessProbe: { ...status("/status"), periodSeconds: 10, timeoutSeconds: 20, failureThreshold: 6 },
          // Then the image's own stop signal, QUIT, lets requests finish.
          lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
        },
        more: { topologySpreadConstraints: spread(own.selector) },
      }),
    ),
  ];
}

/**
 * Jobs around an update of Kong. `before` makes a new database, or adds to an old one what the new version needs while
 * the old version still works with it; `after`, when no old pod is left, takes away what only that one needed. A database
 * that needs nothing is left as it is.
 * https://developer.konghq.com/gateway/upgrade/rolling/
 *
 * @param secret name of the Secret that holds the database's password
 */
export function migrations(
  settings: KubernetesSettings,
  secret: Input<string>,
): { readonly before: Manifest[]; readonly after: Manifest[] } {
  const own = workload(settings, "gateway-migrations");
  const policy = networkPolicy(own.name, own.metadata, own.selector, { ingress: [], egress: [TO_DATABASE] });
  return {
    before: [accountOf(own), policy, migrationJob(settings, secret, "before", ["bootstrap", "up"])],
    after: [migrationJob(settings, secret, "after", ["finish"])],
  };
}

/** Its name changes with Kong's image, for a Job runs once. Steps run one after another. */
function migrationJob(
  settings: KubernetesSettings,
  secret: Input<string>,
  when: "before" | "after",
  steps: readonly [string, ...string[]],
): ManifestOf<"Job"> {
  const own = workload(settings, "gateway-migrations");
  const containers = steps.map((step) => ({
    ...kongContainer(settings, secret),
    name: step,
    command: ["kong", "migrations", step],
  }));
  const last = containers.at(-1);
  if (!last) throw new Error("a migration without steps");
  return {
    kind: "Job",
    metadata: { ...own.metadata, name: nameByContent(`${own.name}-${when}`, { image: settings.images.kong }) },
    spec: {
      backoffLimit: 3,
      activeDeadlineSeconds: settings.cluster.rolloutTimeoutSeconds,
      template: {
        metadata: { labels: { ...own.metadata.labels } },
        spec: restrictedPod({
          serviceAccountName: own.name,
          user: KONG_USER,
          terminationGracePeriodSeconds: 30,
          volumes: [WRITABLE_PREFIX],
          initContainers: containers.slice(0, -1),
          container: last,
          more: { restartPolicy: "Never" },
        }),
      },
    },
  };
}

/** Kong writes its nginx' configuration and sockets below its prefix. */
const WRITABLE_PREFIX: Volume = {
  name: "prefix",
  mountPath: PREFIX,
  readOnly: false,
  source: { emptyDir: { sizeLimit: "256Mi" } },
};

function kongContainer(
  { place, images, cluster }: KubernetesSettings,
  secret: Input<string>,
): Omit<RestrictedContainer, "name"> {
  const [host] = addressInside(place, DATABASE.service, DATABASE.port).split(":");
  const { proxy, admin, status } = GATEWAY_PORTS;
  const settings = {
    KONG_DATABASE: "postgres",
    KONG_PG_HOST: host ?? "",
    KONG_PG_PORT: String(DATABASE.port),
    KONG_PG_USER: DATABASE.user,
    KONG_PG_DATABASE: DATABASE.name,
    KONG_PREFIX: PREFIX,
    KONG_PROXY_LISTEN: `0.0.0.0:${proxy}`,
    // Nothing but `kubectl port-forward` gets there (services.ts).
    KONG_ADMIN_LISTEN: `127.0.0.1:${admin}`,
    KONG_ADMIN_GUI_LISTEN: "off",
    KONG_STATUS_LISTEN: `0.0.0.0:${status}`,
    KONG_NGINX_WORKER_PROCESSES: "2",
    KONG_PROXY_ACCESS_LOG: "/dev/stdout",
    KONG_PROXY_ERROR_LOG: "/dev/stderr",
    KONG_ADMIN_ACCESS_LOG: "/dev/stdout",
    KONG_ADMIN_ERROR_LOG: "/dev/stderr",
    KONG_ANONYMOUS_REPORTS: "off",
  };
  return {
    image: images.kong,
    env: [
      ...Object.entries(settings).map(([name, value]) => ({ name, value })),
      { name: "KONG_PG_PASSWORD", valueFrom: { secretKeyRef: { name: secret, key: PASSWORD_KEY } } },
    ],
    resources: resourcesOf(cluster.resources.gateway),
  };
}
