import { parsePropertyPath } from "../../deployment/values/property-path.ts";
import { groupOf, type KubeObject, textAt, valueAt } from "../objects/kube-object.ts";

/** What may be changed in place although it is replaced by default, so that what reads it is rolled out anew. */
export interface Mutability {
  readonly configMaps: boolean;
  readonly secrets: boolean;
}

const IDENTITY = ["metadata.name", "metadata.namespace"];

const POD_SPEC = [
  "affinity",
  "automountServiceAccountToken",
  "dnsConfig",
  "dnsPolicy",
  "enableServiceLinks",
  "hostAliases",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "hostname",
  "imagePullSecrets",
  "nodeName",
  "nodeSelector",
  "overhead",
  "preemptionPolicy",
  "priority",
  "priorityClassName",
  "readinessGates",
  "restartPolicy",
  "runtimeClassName",
  "schedulerName",
  "securityContext",
  "serviceAccount",
  "serviceAccountName",
  "shareProcessNamespace",
  "subdomain",
  "terminationGracePeriodSeconds",
  "volumes",
];

const CONTAINER = [
  "args",
  "command",
  "env",
  "image",
  "imagePullPolicy",
  "lifecycle",
  "livenessProbe",
  "ports",
  "readinessProbe",
  "resources",
  "securityContext",
  "stdin",
  "stdinOnce",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "tty",
  "volumeDevices",
  "volumeMounts",
  "workingDir",
];

const VOLUME_SOURCES = [
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "csi",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "glusterfs",
  "hostPath",
  "iscsi",
  "local",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
];

/** By group and kind, in every version: what the plugin replaces an object for, because the API refuses to change it. */
const BY_KIND: Readonly<Record<string, readonly string[]>> = {
  "/PersistentVolume": VOLUME_SOURCES.map((source) => `spec.${source}`),
  "/PersistentVolumeClaim": ["accessModes", "selector", "storageClassName", "volumeName"].map((f) => `spec.${f}`),
  "/Pod": [
    ...POD_SPEC.map((field) => `spec.${field}`),
    ...CONTAINER.flatMap((field) => [`spec.containers[*].${field}`, `spec.initContainers[*].${field}`]),
  ],
  "/ResourceQuota": ["spec.scopes"],
  "/Service": ["spec.clusterIP"],
  "apps/DaemonSet": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
};

/** The paths at which a change means that the object is replaced. */
export function replacingFields(object: KubeObject, mutable: Mutability): (string | number)[][] {
  const kind = `${groupOf(textAt(object, "apiVersion"))}/${textAt(object, "kind")}`;
  const immutable = valueAt(object, "immutable") === true;
  const fields =
    kind === "/Secret"
      ? immutable || !mutable.secrets
        ? ["type", "data", "stringData"]
        : ["type"]
      : kind === "/ConfigMap"
        ? immutable || !mutable.configMaps
          ? ["data", "binaryData"]
          : []
        : (BY_KIND[kind] ?? []);
  return [...IDENTITY, ...fields].map((field) => [...parsePropertyPath(field)]);
}
