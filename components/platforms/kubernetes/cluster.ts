import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet.js";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler.js";
import { Job } from "@pulumi/kubernetes/batch/v1/job.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import { Role } from "@pulumi/kubernetes/rbac/v1/role.js";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding.js";
import * as pulumi from "@pulumi/pulumi";
import { stackLabels } from "./labels.ts";
import type { Manifest } from "./manifests/manifest.ts";
import type { KubernetesSettings } from "./settings.ts";

const CLASSES = {
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  Namespace,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
} as const;

type Kind = keyof typeof CLASSES;
export type ResourceOf<K extends Kind> = InstanceType<(typeof CLASSES)[K]>;

/** What runs pods: it starts when all that its pods stand on is there. */
const WORKLOADS: readonly Kind[] = ["Deployment", "StatefulSet", "Job"];
/** What looks after pods that are there. */
const LOOK_AFTER_PODS: readonly Kind[] = ["HorizontalPodAutoscaler"];
/** After progressDeadlineSeconds, for the controller to have said so: its reason is better than a timeout. */
const AFTER_DEADLINE_SECONDS = 15;

/**
 * The namespace of a stack, and the way to make objects in it.
 *
 * The namespace is the stack's own: that everything in it is restricted (Pod Security) and that nothing may talk by default
 * can be said of a whole namespace alone.
 */
export class Cluster {
  readonly namespace: Namespace;
  readonly #provider: Provider;
  readonly #timeout: string;

  /** @param holdsData the namespace is protected, as what it holds: deleting it would delete that too. */
  constructor({ stack, place, cluster }: KubernetesSettings, holdsData: boolean) {
    this.#timeout = `${cluster.rolloutTimeoutSeconds + AFTER_DEADLINE_SECONDS}s`;
    this.#provider = new Provider("cluster", {
      ...(place.context === "" ? {} : { context: place.context }),
      namespace: place.namespace,
      enableServerSideApply: true,
      // Rules change in place; every other ConfigMap has its content in its name.
      enableConfigMapMutable: true,
    });
    const level = {
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    };
    this.namespace = new Namespace(
      place.namespace,
      { metadata: { name: place.namespace, labels: { ...stackLabels(stack), ...level } } },
      { provider: this.#provider, protect: holdsData },
    );
  }

  /** @param name the resource's name for Pulumi; of one kind each has its own. */
  create<K extends Kind>(
    name: string,
    manifest: Extract<Manifest, { readonly kind: K }>,
    options: pulumi.CustomResourceOptions = {},
  ): ResourceOf<K> {
    // The compiler does not see that a kind's class takes that kind's manifest; `Manifest` is made of their own types.
    const Class = CLASSES[manifest.kind] as unknown as new (
      name: string,
      args: object,
      options: pulumi.CustomResourceOptions,
    ) => ResourceOf<K>;
    const timeouts = WORKLOADS.includes(manifest.kind)
      ? { customTimeouts: { create: this.#timeout, update: this.#timeout } }
      : {};
    // No deployment brings back what a volume holds: whoever wants it gone says so with `pulumi state unprotect` first.
    const protection = manifest.kind === "PersistentVolumeClaim" ? { protect: true } : {};
    const own = { provider: this.#provider, dependsOn: [this.namespace], ...timeouts, ...protection };
    return new Class(name, manifest, pulumi.mergeOptions(own, options));
  }

  /**
   * Objects that belong together, named as their metadata says: what pods stand on, then what runs pods, then what waits
   * for these itself.
   */
  createAll(manifests: readonly Manifest[], options: pulumi.CustomResourceOptions = {}): pulumi.CustomResource[] {
    let after = options;
    const created: pulumi.CustomResource[] = [];
    for (const stage of [0, 1, 2]) {
      const now = manifests
        .filter((manifest) => stageOf(manifest) === stage)
        .map((manifest) => this.create(nameOf(manifest), manifest, after));
      created.push(...now);
      after = pulumi.mergeOptions(after, { dependsOn: now });
    }
    return created;
  }
}

/** A Service that is not waited for must be there when pods look for its name; others wait for pods. */
function stageOf(manifest: Manifest): 0 | 1 | 2 {
  if (WORKLOADS.includes(manifest.kind)) return 1;
  if (manifest.kind === "Service") return manifest.metadata.annotations === undefined ? 2 : 0;
  return LOOK_AFTER_PODS.includes(manifest.kind) ? 2 : 0;
}

function nameOf({ kind, metadata: { name } }: Manifest): string {
  if (typeof name !== "string") throw new Error(`a ${kind} without a name of its own needs one for Pulumi`);
  return name;
}
