import { type Component, componentLabel, type Labels, stackLabels } from "../labels.ts";
import type { KubernetesSettings } from "../settings.ts";
import type { ManifestOf, ServiceManifest } from "./manifest.ts";
import type { restrictedPod } from "./pod.ts";

type Pod = ReturnType<typeof restrictedPod>;

/** A component of the stack besides the revisions: what its objects are called and labelled. */
export interface Workload {
  readonly name: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: Labels };
  /** Exactly its pods. */
  readonly selector: Labels;
}

export function workload({ stack, place }: KubernetesSettings, component: Component): Workload {
  const labels = { ...stackLabels(stack), ...componentLabel(component) };
  return {
    name: component,
    metadata: { name: component, namespace: place.namespace, labels },
    selector: componentLabel(component),
  };
}

/**
 * A Service is there at once: what its pods are waited for is their Deployment's, which says why they are not ready.
 * Only a load balancer's address is something of its own to wait for.
 */
export const NOT_AWAITED = { "pulumi.com/skipAwait": "true" } as const;

/** An account without rights: pods that name none would share the namespace's default one. */
export function accountOf({ metadata }: Workload): ManifestOf<"ServiceAccount"> {
  return { kind: "ServiceAccount", metadata, automountServiceAccountToken: false };
}

export function serviceOf(
  { metadata, selector }: Workload,
  port: number,
  targetPort: string,
  more: { readonly name?: string; readonly headless?: true; readonly type?: string } = {},
): ServiceManifest {
  const annotations = more.type === "LoadBalancer" ? {} : { annotations: NOT_AWAITED };
  return {
    kind: "Service",
    metadata: { ...metadata, name: more.name ?? metadata.name, ...annotations },
    spec: {
      selector: { ...selector },
      ports: [{ name: targetPort, port, targetPort }],
      ...(more.headless ? { clusterIP: "None" } : {}),
      ...(more.type ? { type: more.type } : {}),
    },
  };
}

/** How a Deployment goes from old pods to new ones: never fewer than asked for, or, where two would disagree, one after the other. */
const STRATEGIES = {
  rolling: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
  recreate: { type: "Recreate" },
} as const;

export function deploymentOf(
  { metadata, selector }: Workload,
  { cluster }: KubernetesSettings,
  how: { readonly replicas: number; readonly strategy: keyof typeof STRATEGIES },
  pod: Pod,
): ManifestOf<"Deployment"> {
  return {
    kind: "Deployment",
    metadata,
    spec: {
      replicas: how.replicas,
      selector: { matchLabels: { ...selector } },
      strategy: STRATEGIES[how.strategy],
      progressDeadlineSeconds: cluster.rolloutTimeoutSeconds,
      revisionHistoryLimit: 2,
      template: { metadata: { labels: { ...metadata.labels } }, spec: pod },
    },
  };
}

/** One pod that keeps its name, and so what belongs to it. */
export function statefulSetOf({ metadata, selector, name }: Workload, pod: Pod): ManifestOf<"StatefulSet"> {
  return {
    kind: "StatefulSet",
    metadata,
    spec: {
      replicas: 1,
      serviceName: name,
      selector: { matchLabels: { ...selector } },
      template: { metadata: { labels: { ...metadata.labels } }, spec: pod },
    },
  };
}

/** One of its pods may be taken away at a time, and the only one too. */
export function budgetOf({ metadata, selector }: Workload): ManifestOf<"PodDisruptionBudget"> {
  return {
    kind: "PodDisruptionBudget",
    metadata,
    spec: { selector: { matchLabels: { ...selector } }, maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
  };
}

/** A volume that outlives its pods. */
export function claimOf({ metadata }: Workload, size: string, className: string): ManifestOf<"PersistentVolumeClaim"> {
  return {
    kind: "PersistentVolumeClaim",
    metadata,
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: size } },
      ...(className === "" ? {} : { storageClassName: className }),
    },
  };
}
