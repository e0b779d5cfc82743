import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ReleaseError } from "../errors/release-error.ts";
import type { KubernetesUrl } from "./kubernetes-url.ts";

const LIMIT_MS = 20_000;

/** Which cluster, and where in it. The kubeconfig is kubectl's own choice: KUBECONFIG, or the user's. */
export function connectionArguments({ context, namespace }: Pick<KubernetesUrl, "context" | "namespace">): string[] {
  return [...(context === "" ? [] : [`--context=${context}`]), `--namespace=${namespace}`];
}

export function withoutKubectl(): string {
  return "kubectl is not on PATH; install it: https://kubernetes.io/docs/tasks/tools/";
}

/**
 * Objects as `kubectl get` gives them.
 *
 * @throws TUN002 when the cluster does not give them
 */
export async function getObjects(
  place: Pick<KubernetesUrl, "context" | "namespace">,
  selection: readonly string[],
): Promise<unknown> {
  const args = [...connectionArguments(place), "get", ...selection, "--output=json"];
  try {
    const { stdout } = await promisify(execFile)("kubectl", args, { timeout: LIMIT_MS, killSignal: "SIGKILL" });
    return JSON.parse(stdout);
  } catch (cause) {
    throw new ReleaseError("TUN002", `kubectl ${args.join(" ")} failed: ${complaintOf(cause)}`, { cause });
  }
}

function complaintOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "ENOENT") return withoutKubectl();
  if ("killed" in error && error.killed === true) return `no answer within ${LIMIT_MS / 1000} s`;
  const stderr = "stderr" in error ? String(error.stderr).trim() : "";
  return stderr.split("\n").at(-1) || error.message;
}
