import { bareProperties } from "../known-values.ts";

/** What policies read of a container in a pod. */
export interface PodContainer {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly containerPort: number; readonly hostPort?: number }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, unknown>>;
    readonly limits?: Readonly<Record<string, unknown>>;
  };
  readonly livenessProbe?: object;
  readonly readinessProbe?: object;
  readonly securityContext?: SecurityContext & {
    readonly privileged?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly capabilities?: { readonly add?: readonly string[] };
  };
}

/** What a pod and each of its containers may say of their user. */
export interface SecurityContext {
  readonly runAsUser?: number;
  readonly runAsNonRoot?: boolean;
}

/** What policies read of a pod. */
export interface PodSpec {
  readonly containers?: readonly PodContainer[];
  readonly initContainers?: readonly PodContainer[];
  readonly volumes?: readonly { readonly name: string; readonly hostPath?: { readonly path?: string } }[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: SecurityContext;
}

export interface Workload {
  readonly pod: PodSpec;
  /** It stays up, as a Deployment does; else it ends by itself, as a Job. */
  readonly staysUp: boolean;
}

type Nested = { readonly [key: string]: Nested | undefined };

/** Where each kind of workload has its pod. */
const KINDS: Readonly<Record<string, { readonly staysUp: boolean; pod(spec: Nested): Nested | undefined }>> = {
  "kubernetes:apps/v1:Deployment": { staysUp: true, pod: podOfTemplate },
  "kubernetes:apps/v1:StatefulSet": { staysUp: true, pod: podOfTemplate },
  "kubernetes:apps/v1:DaemonSet": { staysUp: true, pod: podOfTemplate },
  "kubernetes:apps/v1:ReplicaSet": { staysUp: true, pod: podOfTemplate },
  "kubernetes:core/v1:Pod": { staysUp: true, pod: (spec) => spec },
  "kubernetes:batch/v1:Job": { staysUp: false, pod: podOfTemplate },
  "kubernetes:batch/v1:CronJob": { staysUp: false, pod: ({ jobTemplate }) => podOfTemplate(jobTemplate?.spec ?? {}) },
};

/** The pod that a resource of Kubernetes runs; undefined where it runs none. */
export function workloadOf(type: string, props: object): Workload | undefined {
  const kind = KINDS[type];
  if (kind === undefined) return undefined;
  const { spec } = bareProperties(props) as { readonly spec?: Nested };
  return { pod: (kind.pod(spec ?? {}) ?? {}) as PodSpec, staysUp: kind.staysUp };
}

/** Every container of a pod, those that run first among them. */
export function containersOf({ containers = [], initContainers = [] }: PodSpec): readonly PodContainer[] {
  return [...initContainers, ...containers];
}

function podOfTemplate({ template }: Nested): Nested | undefined {
  return template?.spec;
}
