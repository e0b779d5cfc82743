import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { type KubeObject, numberAt, objectsAt, textAt, valueAt } from "../objects/kube-object.ts";
import { conditionOf, nameIn } from "./conditions.ts";
import { failed, READY, type Readiness, type Trouble, waiting } from "./verdict.ts";

/** What every container goes through. */
const ON_ITS_WAY = ["ContainerCreating", "PodInitializing"];

/** Why a kubelet has no image for a container. */
const NO_IMAGE = ["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError"];

export const POD: Readiness = {
  related: () => [],
  judge(pod) {
    const phase = textAt(pod, "status", "phase");
    if (phase === "Failed") return failed(failureOf(pod), podTroubles(pod));
    if (phase === "Succeeded" || isReady(pod)) return READY;
    return waiting(phase === "" ? "not scheduled yet" : `${phase.toLowerCase()}, not ready yet`, podTroubles(pod));
  },
};

export function isReady(pod: KubeObject): boolean {
  return conditionOf(pod, "Ready")?.status === "True";
}

/** True for a pod that is on its way out, and says nothing about what is to come. */
export function isLeaving(pod: KubeObject): boolean {
  return textAt(pod, "metadata", "deletionTimestamp") !== "";
}

function failureOf(pod: KubeObject): string {
  const [reason, message] = [textAt(pod, "status", "reason"), textAt(pod, "status", "message")];
  const why = [reason, message].filter((text) => text !== "").join(": ");
  return `the pod failed${why === "" ? "" : ` (${why})`}`;
}

/** What keeps a pod from being ready, as its status tells. */
export function podTroubles(pod: KubeObject): Trouble[] {
  const name = nameIn(pod);
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False") {
    return [{ text: `pod ${name} cannot be scheduled: ${scheduled.message || scheduled.reason}`, pod: name }];
  }
  const statuses = ["initContainerStatuses", "containerStatuses"].flatMap((list) => objectsAt(pod, "status", list));
  const troubles = statuses.flatMap((status) => containerTrouble(name, status) ?? []);
  if (troubles.length > 0) return troubles;
  const phase = textAt(pod, "status", "phase");
  // Its events say why it does not go on: a volume that cannot be mounted, for one.
  return phase === "Pending" ? [{ text: `pod ${name} is pending`, pod: name, eventsOf: name }] : [];
}

function containerTrouble(pod: string, status: PropertyMap): Trouble | undefined {
  const container = textAt(status, "name");
  const image = textAt(status, "image");
  const subject = `pod ${pod}, container ${container}`;
  const reason = textAt(status, "state", "waiting", "reason");
  const message = textAt(status, "state", "waiting", "message");
  if (NO_IMAGE.includes(reason)) {
    return { text: `${subject}: the image "${image}" cannot be pulled (${reason}): ${message}`, pod };
  }
  if (reason === "CrashLoopBackOff") {
    const restarts = numberAt(status, "restartCount") ?? 0;
    const times = restarts === 1 ? "once" : `${restarts} times`;
    const text = `${subject}: it ${endingOf(valueAt(status, "lastState", "terminated"))} and was started again ${times}`;
    return { text: `${text} (CrashLoopBackOff)`, pod, logs: { pod, container, previous: true } };
  }
  if (reason !== "" && !ON_ITS_WAY.includes(reason)) {
    return { text: `${subject}: ${reason}${message === "" ? "" : `: ${message}`}`, pod };
  }
  const ended = valueAt(status, "state", "terminated");
  if (ended !== undefined && numberAt(ended, "exitCode") !== 0) {
    return { text: `${subject}: it ${endingOf(ended)}`, pod, logs: { pod, container, previous: false } };
  }
  const again = valueAt(status, "lastState", "terminated");
  if (status.ready !== true && again !== undefined) {
    const text = `${subject}: it ${endingOf(again)}, and is not ready since it was started again`;
    return { text, pod, logs: { pod, container, previous: true } };
  }
  if (status.ready !== true && valueAt(status, "state", "running") !== undefined && status.started !== undefined) {
    return { text: `${subject}: it runs but is not ready`, pod, eventsOf: pod };
  }
  return undefined;
}

/** `ended with exit code 1 (Error)`. */
function endingOf(terminated: PropertyMap[string] | undefined): string {
  const [code, reason] = [numberAt(terminated, "exitCode"), textAt(terminated, "reason")];
  const message = textAt(terminated, "message").trim();
  const how = reason === "" || reason === "Error" ? "" : ` (${reason})`;
  return `ended with exit code ${code ?? "unknown"}${how}${message === "" ? "" : `: ${message}`}`;
}
