import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Labels } from "../../labels.ts";
import type { ClusterPlace } from "../../settings.ts";

const LIMIT_MS = 20_000;
const ANNOTATION = "canary-release/rules";

/**
 * Has the kubelet look at the volumes of pods now: it does when a pod changes, and else once a minute.
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#mounted-configmaps-are-updated-automatically
 *
 * Where that is not allowed, volumes follow by themselves, only later; so nothing is thrown.
 */
export async function hurryVolumes(
  { context, namespace }: ClusterPlace,
  selector: Labels,
  value: string,
): Promise<void> {
  const labels = Object.entries(selector).map(([key, wanted]) => `${key}=${wanted}`);
  const args = [
    ...(context === "" ? [] : [`--context=${context}`]),
    ...[`--namespace=${namespace}`, "annotate", "pods", `--selector=${labels.join(",")}`],
    ...["--overwrite", `${ANNOTATION}=${value}`],
  ];
  await promisify(execFile)("kubectl", args, { timeout: LIMIT_MS, killSignal: "SIGKILL" }).catch(() => undefined);
}
