import { type KubeObject, numberAt, textAt, valueAt } from "../objects/kube-object.ts";
import { conditionOf, isUnobserved, label, nameIn, ofKind, selectorText } from "./conditions.ts";
import { isLeaving, isReady, podTroubles } from "./pod.ts";
import { failed, READY, type Readiness, type RelatedQuery, type Trouble, type Verdict, waiting } from "./verdict.ts";

const UNOBSERVED = "the controller has not taken notice yet";

/** How many replicas an object is to have. */
function desired(object: KubeObject): number {
  return numberAt(object, "spec", "replicas") ?? 1;
}

function status(object: KubeObject, count: string): number {
  return numberAt(object, "status", count) ?? 0;
}

function owned(object: KubeObject, resources: string): RelatedQuery[] {
  const selector = selectorText(valueAt(object, "spec", "selector"));
  return selector === "" ? [] : [{ resources, selector }];
}

/** Troubles of pods, one of a kind: a hundred pods of one broken image have one trouble. */
function troublesOf(pods: readonly KubeObject[]): Trouble[] {
  const seen = new Set<string>();
  return pods
    .filter((pod) => !isLeaving(pod) && !isReady(pod))
    .flatMap((pod) => podTroubles(pod))
    .filter(({ text, pod }) => {
      const kind = pod === undefined ? text : text.replaceAll(pod, "");
      return !seen.has(kind) && seen.add(kind);
    });
}

/** Why a controller cannot make pods: a quota, an admission policy, a service account that is not there. */
function replicaFailure(object: KubeObject): Trouble[] {
  const condition = conditionOf(object, "ReplicaFailure");
  return condition?.status === "True" ? [{ text: `no pod can be made: ${condition.message || condition.reason}` }] : [];
}

function servingOn(old: readonly KubeObject[]): string | undefined {
  const ready = old.filter((pod) => isReady(pod) && !isLeaving(pod)).length;
  if (ready === 0) return undefined;
  return ready === 1 ? "1 pod of the old version serves on" : `${ready} pods of the old version serve on`;
}

export const DEPLOYMENT: Readiness = {
  related: (deployment) => owned(deployment, "replicasets.v1.apps,pods.v1."),
  judge(deployment, related): Verdict {
    if (isUnobserved(deployment)) return waiting(UNOBSERVED);
    // Nothing rolls out while it is paused, so there is nothing to wait for.
    if (valueAt(deployment, "spec", "paused") === true) return READY;
    const wanted = desired(deployment);
    const updated = status(deployment, "updatedReplicas");
    const available = status(deployment, "availableReplicas");
    const leaving = status(deployment, "replicas") - updated;
    const { fresh, old } = podsByVersion(deployment, related);
    const troubles = [...replicaFailure(deployment), ...troublesOf(fresh)];
    const progressing = conditionOf(deployment, "Progressing");
    if (progressing?.status === "False" && progressing.reason === "ProgressDeadlineExceeded") {
      return failed("the rollout made no progress within its progressDeadlineSeconds", troubles, servingOn(old));
    }
    if (updated >= wanted && leaving <= 0 && available >= wanted) return READY;
    const ready = fresh.length > 0 ? fresh.filter(isReady).length : Math.min(updated, available);
    if (ready < wanted) return waiting(`${ready}/${wanted} pods ready`, troubles, servingOn(old));
    return waiting(leaving > 0 ? `${leaving} old pods to end` : `${available}/${wanted} pods available`, troubles);
  },
};

function podsByVersion(
  deployment: KubeObject,
  related: readonly KubeObject[],
): { readonly fresh: KubeObject[]; readonly old: KubeObject[] } {
  const revision = (object: KubeObject): string =>
    textAt(object, "metadata", "annotations", "deployment.kubernetes.io/revision");
  const newest = ofKind(related, "ReplicaSet").find(
    (set) => revision(set) === revision(deployment) && isOwnedBy(set, deployment),
  );
  const pods = ofKind(related, "Pod").filter((pod) => label(pod, "pod-template-hash") !== "");
  const hash = newest === undefined ? undefined : label(newest, "pod-template-hash");
  const isFresh = (pod: KubeObject): boolean => label(pod, "pod-template-hash") === hash;
  return { fresh: pods.filter(isFresh), old: pods.filter((pod) => !isFresh(pod)) };
}

function isOwnedBy(object: KubeObject, owner: KubeObject): boolean {
  const owners = valueAt(object, "metadata", "ownerReferences");
  return (
    Array.isArray(owners) && owners.some((reference) => textAt(reference, "uid") === textAt(owner, "metadata", "uid"))
  );
}

export const STATEFUL_SET: Readiness = {
  related: (set) => owned(set, "pods.v1."),
  judge(set, related) {
    if (isUnobserved(set)) return waiting(UNOBSERVED);
    // With OnDelete new pods come only when somebody deletes the old ones.
    if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return READY;
    const wanted = desired(set);
    const partition = numberAt(set, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
    const toUpdate = Math.max(0, wanted - partition);
    const revision = textAt(set, "status", "updateRevision");
    const updated = revision === textAt(set, "status", "currentRevision") ? wanted : status(set, "updatedReplicas");
    const ready = status(set, "readyReplicas");
    const replicas = status(set, "replicas");
    if (ready >= wanted && replicas === wanted && updated >= toUpdate) return READY;
    const pods = ofKind(related, "Pod").filter((pod) => isOwnedBy(pod, set));
    const fresh = pods.filter((pod) => label(pod, "controller-revision-hash") === revision);
    const old = revision === "" ? [] : pods.filter((pod) => !fresh.includes(pod));
    const troubles = troublesOf(fresh);
    if (updated < toUpdate) return waiting(`${updated}/${toUpdate} pods updated`, troubles, servingOn(old));
    return waiting(ready < wanted ? `${ready}/${wanted} pods ready` : `${replicas - wanted} pods to end`, troubles);
  },
};

export const DAEMON_SET: Readiness = {
  related: (set) => owned(set, "pods.v1."),
  judge(set, related) {
    if (isUnobserved(set)) return waiting(UNOBSERVED);
    if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return READY;
    const wanted = status(set, "desiredNumberScheduled");
    const updated = status(set, "updatedNumberScheduled");
    const available = status(set, "numberAvailable");
    if (updated >= wanted && available >= wanted) return READY;
    const troubles = troublesOf(ofKind(related, "Pod").filter((pod) => isOwnedBy(pod, set)));
    if (updated < wanted) return waiting(`${updated}/${wanted} pods updated`, troubles);
    return waiting(`${available}/${wanted} pods available`, troubles);
  },
};

/** ReplicaSet and ReplicationController, which know no rollout. */
export const REPLICAS: Readiness = {
  related: (object) => owned(object, "pods.v1."),
  judge(object, related) {
    if (isUnobserved(object)) return waiting(UNOBSERVED);
    const wanted = desired(object);
    const available = status(object, "availableReplicas");
    if (available >= wanted && status(object, "replicas") === wanted) return READY;
    const pods = ofKind(related, "Pod").filter((pod) => isOwnedBy(pod, object));
    return waiting(`${available}/${wanted} pods available`, [...replicaFailure(object), ...troublesOf(pods)]);
  },
};

export const JOB: Readiness = {
  related: (job) => [{ resources: "pods.v1.", selector: `batch.kubernetes.io/job-name=${nameIn(job)}` }],
  judge(job, related) {
    // A suspended job runs nothing until somebody resumes it.
    if (conditionOf(job, "Complete")?.status === "True" || valueAt(job, "spec", "suspend") === true) return READY;
    const troubles = troublesOf(ofKind(related, "Pod"));
    const failure = conditionOf(job, "Failed");
    if (failure?.status === "True") {
      return failed(`the job failed (${failure.reason}): ${failure.message}`, troubles);
    }
    const wanted = numberAt(job, "spec", "completions") ?? 1;
    return waiting(`${status(job, "succeeded")}/${wanted} pods have completed`, troubles);
  },
};
