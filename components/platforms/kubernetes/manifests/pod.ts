import type { ReleaseConfig } from "../../../config/schema.ts";
import type { Container, PodSpec } from "./manifest.ts";

export type Resources = ReleaseConfig["kubernetes"]["resources"]["lab"];

/** For images whose files anybody may read: no user of the node has this number. */
export const NOBODY = 65_532;

/** What may be written besides volumes: the root is read-only. In memory of the node's disk, lost with the pod. */
const TMP_LIMIT = "64Mi";

export interface RestrictedPod {
  readonly serviceAccountName: string;
  /** Only what asks the cluster's API itself gets a token for it. Default: none. */
  readonly token?: boolean;
  /** Numeric, so that the kubelet can tell that it is not root; its volumes belong to it. */
  readonly user: number;
  readonly terminationGracePeriodSeconds: number;
  readonly initContainers?: readonly RestrictedContainer[];
  readonly container: RestrictedContainer;
  readonly volumes?: readonly Volume[];
  readonly more?: Pick<PodSpec, "topologySpreadConstraints" | "restartPolicy">;
}

export type RestrictedContainer = Container & { readonly name: string; readonly image: string };

/** A volume, where it is mounted, and whether it may be written to. */
export interface Volume {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly source: Omit<NonNullable<PodVolume>, "name">;
}

type PodVolume = import("@pulumi/kubernetes/types/input.js").core.v1.Volume;

/**
 * A pod that Pod Security's profile `restricted` admits, and more: a read-only root, no token of the cluster, and no
 * environment from other Services.
 */
export function restrictedPod(pod: RestrictedPod): PodSpec {
  const volumes: Volume[] = [
    { name: "tmp", mountPath: "/tmp", readOnly: false, source: { emptyDir: { sizeLimit: TMP_LIMIT } } },
    ...(pod.volumes ?? []),
  ];
  const restricted = (container: RestrictedContainer): Container => ({
    ...container,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: volumes.map(({ name, mountPath, readOnly }) => ({ name, mountPath, readOnly })),
  });
  return {
    serviceAccountName: pod.serviceAccountName,
    automountServiceAccountToken: pod.token ?? false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: pod.user,
      runAsGroup: pod.user,
      fsGroup: pod.user,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...(pod.initContainers ? { initContainers: pod.initContainers.map(restricted) } : {}),
    containers: [restricted(pod.container)],
    volumes: volumes.map(({ name, source }) => ({ name, ...source })),
    ...pod.more,
  };
}

/** Memory that is requested is all that there is: what was placed is never evicted for its neighbours. */
export function resourcesOf({ cpu, cpuLimit, memory }: Resources): NonNullable<Container["resources"]> {
  return { requests: { cpu, memory }, limits: { cpu: cpuLimit, memory } };
}

/** One after another over nodes and zones as far as there are any; a cluster of one node takes them all. */
export function spread(
  matchLabels: Readonly<Record<string, string>>,
): NonNullable<PodSpec["topologySpreadConstraints"]> {
  return ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels },
    // Of one rollout at a time: pods that are about to end hold no place.
    matchLabelKeys: ["pod-template-hash"],
  }));
}
