import type { Input } from "@pulumi/pulumi";
import type { Manifest } from "../manifests/manifest.ts";
import { components, networkPolicy } from "../manifests/network.ts";
import { resourcesOf, restrictedPod } from "../manifests/pod.ts";
import { accountOf, claimOf, serviceOf, statefulSetOf, workload } from "../manifests/workload.ts";
import type { KubernetesSettings } from "../settings.ts";

export const DATABASE = { service: "database", port: 5432, user: "kong", name: "kong" } as const;
/** The key of the Secret that holds the database's password. */
export const PASSWORD_KEY = "password";

/** `postgres` in Debian's images of PostgreSQL: the files that it writes are this user's. */
const POSTGRES_USER = 999;
const DATA = "/var/lib/postgresql/data";

/**
 * PostgreSQL for Kong: one pod on a volume that outlives it. While its pod is away, Kong goes on serving what it knows and
 * refuses changes. The password counts when the volume is empty; later it is changed in the database itself.
 *
 * @param secret name of the Secret that holds the password
 */
export function postgresManifests(settings: KubernetesSettings, secret: Input<string>): Manifest[] {
  const own = workload(settings, "database");
  const { storage, resources } = settings.cluster;
  const isReady = { exec: { command: ["pg_isready", "--host=127.0.0.1", `--username=${DATABASE.user}`] } };
  return [
    accountOf(own),
    networkPolicy(own.name, own.metadata, own.selector, {
      ingress: [{ peers: components("gateway", "gateway-migrations"), ports: ["postgres"] }],
      egress: [],
    }),
    claimOf(own, storage.database, storage.className),
    serviceOf(own, DATABASE.port, "postgres"),
    statefulSetOf(
      own,
      restrictedPod({
        serviceAccountName: own.name,
        user: POSTGRES_USER,
        // A checkpoint on the way out saves the recovery on the way in.
        terminationGracePeriodSeconds: 60,
        volumes: [
          {
            name: "data",
            mountPath: DATA,
            readOnly: false,
            source: { persistentVolumeClaim: { claimName: own.name } },
          },
          {
            name: "socket",
            mountPath: "/var/run/postgresql",
            readOnly: false,
            source: { emptyDir: { sizeLimit: "1Mi" } },
          },
        ],
        container: {
          name: "postgres",
          image: settings.images.postgres,
          env: [
            { name: "POSTGRES_USER", value: DATABASE.user },
            { name: "POSTGRES_DB", value: DATABASE.name },
            { name: "POSTGRES_PASSWORD", valueFrom: { secretKeyRef: { name: secret, key: PASSWORD_KEY } } },
            // Below the mount: a fresh volume may hold a lost+found, in which PostgreSQL refuses to begin.
            { name: "PGDATA", value: `${DATA}/pgdata` },
          ],
          ports: [{ name: "postgres", containerPort: DATABASE.port }],
          resources: resourcesOf(resources.database),
          startupProbe: { ...isReady, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 150 },
          readinessProbe: { ...isReady, periodSeconds: 5, timeoutSeconds: 3 },
          livenessProbe: { ...isReady, periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 6 },
        },
      }),
    ),
  ];
}
