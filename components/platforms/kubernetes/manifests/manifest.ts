import type { apps, autoscaling, batch, core, networking, policy, rbac } from "@pulumi/kubernetes/types/input.js";
import type { Input } from "@pulumi/pulumi";
import type { Labels } from "../labels.ts";

export interface Metadata {
  /** Absent: Pulumi makes one up, so that a changed object stands beside the old one until all have left that. */
  readonly name?: Input<string>;
  readonly namespace?: string;
  readonly labels: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
}

type Of<Kind extends string, Spec> = Readonly<Omit<Spec, "apiVersion" | "kind" | "metadata" | "status">> & {
  readonly kind: Kind;
  readonly metadata: Metadata;
};

export type PodSpec = core.v1.PodSpec;
export type Container = core.v1.Container;

export type DeploymentManifest = Of<"Deployment", apps.v1.Deployment>;
export type NetworkPolicyManifest = Of<"NetworkPolicy", networking.v1.NetworkPolicy>;
export type ServiceManifest = Of<"Service", core.v1.Service>;

/** An object of the cluster, as plain data that the SDK's types hold to its schema. */
export type Manifest =
  | Of<"Namespace", core.v1.Namespace>
  | Of<"ServiceAccount", core.v1.ServiceAccount>
  | Of<"ConfigMap", core.v1.ConfigMap>
  | Of<"Secret", core.v1.Secret>
  | Of<"PersistentVolumeClaim", core.v1.PersistentVolumeClaim>
  | ServiceManifest
  | DeploymentManifest
  | Of<"StatefulSet", apps.v1.StatefulSet>
  | Of<"Job", batch.v1.Job>
  | Of<"PodDisruptionBudget", policy.v1.PodDisruptionBudget>
  | Of<"HorizontalPodAutoscaler", autoscaling.v2.HorizontalPodAutoscaler>
  | NetworkPolicyManifest
  | Of<"Role", rbac.v1.Role>
  | Of<"RoleBinding", rbac.v1.RoleBinding>;

export type ManifestOf<Kind extends Manifest["kind"]> = Extract<Manifest, { readonly kind: Kind }>;
