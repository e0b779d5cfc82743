import { setTimeout } from "node:timers/promises";
import { OperationError } from "../../builtin-provider/operation-error.ts";
import { isList } from "../../deployment/values/marks.ts";
import type { Cluster, KindInfo } from "../kubectl/cluster.ts";
import { KubectlError } from "../kubectl/kubectl-error.ts";
import { described, identityOf, type KubeObject, objectsAt, textAt, valueAt } from "../objects/kube-object.ts";

/** How often to look whether an object is gone, in ms. */
const INTERVAL_MS = 1_000;

/**
 * Waits until an object is gone.
 * @throws OperationError that says what keeps it, when it had its time or the operation was canceled
 */
export async function awaitDeletion(options: {
  readonly cluster: Cluster;
  readonly kind: KindInfo;
  readonly object: KubeObject;
  readonly timeoutMs: number;
  readonly canceled: AbortSignal;
  readonly onProgress: (progress: string) => void;
}): Promise<void> {
  const { cluster, kind, object, timeoutMs, canceled, onProgress } = options;
  const identity = identityOf(object);
  const end = performance.now() + timeoutMs;
  let told = "";
  for (;;) {
    const now = await look(cluster, kind, object);
    if (now === "gone") {
      if (told !== "") onProgress("gone");
      return;
    }
    const kept = now === undefined ? "the cluster does not answer" : keptBy(now);
    if (kept !== told) onProgress(kept);
    told = kept;
    if (performance.now() >= end) {
      throw new OperationError(
        `${described(identity)} is being deleted, but was not gone after ${timeoutMs / 1000} s: ${kept}`,
      );
    }
    try {
      await setTimeout(Math.min(INTERVAL_MS, Math.max(0, end - performance.now())), undefined, { signal: canceled });
    } catch {
      throw new OperationError(`${described(identity)} is being deleted; canceled before it was gone: ${kept}`);
    }
  }
}

/** @returns undefined when the cluster does not answer now */
async function look(cluster: Cluster, kind: KindInfo, object: KubeObject): Promise<KubeObject | "gone" | undefined> {
  try {
    const now = await cluster.get(kind, identityOf(object));
    const isSame = textAt(now, "metadata", "uid") === textAt(object, "metadata", "uid");
    return now !== undefined && isSame ? now : "gone";
  } catch (error) {
    if (error instanceof KubectlError && ["unreachable", "canceled"].includes(error.failure)) return undefined;
    throw error;
  }
}

/** What keeps an object that is being deleted. */
export function keptBy(object: KubeObject): string {
  // A namespace says what is left in it.
  const left = objectsAt(object, "status", "conditions")
    .filter(
      ({ type, status }) =>
        status === "True" && /^Namespace(ContentRemaining|FinalizersRemaining|Deletion)/.test(String(type)),
    )
    .map((condition) => textAt(condition, "message"));
  if (left.length > 0) return left.join("; ");
  const finalizers = valueAt(object, "metadata", "finalizers");
  const names = isList(finalizers) ? finalizers.map(String) : [];
  if (names.includes("foregroundDeletion")) return "waiting for what it owns to be deleted";
  return names.length === 0 ? "waiting for it to end" : `waiting for its finalizers ${names.join(", ")}`;
}
