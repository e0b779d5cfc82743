import { type WaitCondition, waitConditions } from "../objects/annotations.ts";
import { groupOf, type KubeObject, textAt, valueAt } from "../objects/kube-object.ts";
import { conditionOf } from "./conditions.ts";
import { DEFINITION, NAMESPACE, VOLUME, VOLUME_CLAIM } from "./others.ts";
import { POD } from "./pod.ts";
import { SERVICE } from "./service.ts";
import { READY, type Readiness, waiting } from "./verdict.ts";
import { DAEMON_SET, DEPLOYMENT, JOB, REPLICAS, STATEFUL_SET } from "./workloads.ts";

const BY_KIND: Readonly<Record<string, Readiness>> = {
  "/Namespace": NAMESPACE,
  "/PersistentVolume": VOLUME,
  "/PersistentVolumeClaim": VOLUME_CLAIM,
  "/Pod": POD,
  "/ReplicationController": REPLICAS,
  "/Service": SERVICE,
  "apiextensions.k8s.io/CustomResourceDefinition": DEFINITION,
  "apps/DaemonSet": DAEMON_SET,
  "apps/Deployment": DEPLOYMENT,
  "apps/ReplicaSet": REPLICAS,
  "apps/StatefulSet": STATEFUL_SET,
  "batch/Job": JOB,
};

/** Everything else is ready as soon as it is there. */
const AT_ONCE: Readiness = { related: () => [], judge: () => READY };

/** How an object gets ready: as its annotation `pulumi.com/waitFor` says, else as its kind does. */
export function readinessOf(object: KubeObject): Readiness {
  const conditions = waitConditions(object);
  if (conditions.length > 0) return { related: () => [], judge: (live) => judgeConditions(live, conditions) };
  return BY_KIND[`${groupOf(textAt(object, "apiVersion"))}/${textAt(object, "kind")}`] ?? AT_ONCE;
}

function judgeConditions(live: KubeObject, conditions: readonly WaitCondition[]): ReturnType<Readiness["judge"]> {
  const open = conditions.filter((condition) => !isMet(live, condition));
  return open.length === 0 ? READY : waiting(`waiting for ${open.map(({ text }) => text).join(" and ")}`);
}

function isMet(live: KubeObject, condition: WaitCondition): boolean {
  if (condition.by === "condition") {
    return conditionOf(live, condition.type)?.status.toLowerCase() === condition.status.toLowerCase();
  }
  const found = valueAt(live, ...condition.path);
  if (found === undefined || found === null) return false;
  return condition.value === undefined || String(found) === condition.value;
}
