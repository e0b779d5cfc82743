import { TARGET_LABELS } from "../metrics.ts";

/** One entry of `scrape_configs`, as https://prometheus.io/docs/prometheus/latest/configuration/configuration/ has it. */
export interface ScrapeJob {
  readonly job_name: string;
  readonly file_sd_configs?: readonly object[];
  readonly kubernetes_sd_configs?: readonly object[];
  readonly relabel_configs?: readonly object[];
  readonly metric_relabel_configs: readonly object[];
}

const { version, service, revision } = TARGET_LABELS;

/** The services export their version too; the target's label is the one that stays. */
const TARGET_LABELS_WIN = [{ action: "labeldrop", regex: `exported_(${version}|${service}|${revision})` }];

/** Targets with their labels in files; paths are relative to the folder of Prometheus' configuration. */
export function fileJob(name: string, files: readonly string[]): ScrapeJob {
  return {
    job_name: name,
    file_sd_configs: [{ files, refresh_interval: "5s" }],
    metric_relabel_configs: TARGET_LABELS_WIN,
  };
}

/** The pod labels that say of which revision a pod is an instance. */
export const POD_LABELS = {
  [revision]: "canary-release/revision",
  [service]: "canary-release/service",
  [version]: "canary-release/version",
} as const;

/** The name of the container port that has `/metrics`. */
export const METRICS_PORT_NAME = "http";

/**
 * The pods of one namespace that have the label `canary-release/revision`, at their port named `http`. Their labels
 * become the target's, and `instance` is the pod's name: an address says nothing once the pod is gone.
 *
 * Pods that have ended are none that should answer. Prometheus must be allowed to list and watch pods there.
 */
export function podJob(name: string, namespace: string): ScrapeJob {
  const pod = (label: string) => `__meta_kubernetes_pod_label_${label.replaceAll(/[^a-zA-Z0-9_]/g, "_")}`;
  const present = pod(POD_LABELS.revision).replace("_pod_label_", "_pod_labelpresent_");
  return {
    job_name: name,
    kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [namespace] } }],
    relabel_configs: [
      { action: "keep", source_labels: [present], regex: "true" },
      { action: "keep", source_labels: ["__meta_kubernetes_pod_container_port_name"], regex: METRICS_PORT_NAME },
      { action: "drop", source_labels: ["__meta_kubernetes_pod_phase"], regex: "Succeeded|Failed" },
      ...Object.entries(POD_LABELS).map(([target, label]) => ({
        source_labels: [pod(label)],
        target_label: target,
      })),
      { source_labels: ["__meta_kubernetes_pod_name"], target_label: "instance" },
    ],
    metric_relabel_configs: TARGET_LABELS_WIN,
  };
}
