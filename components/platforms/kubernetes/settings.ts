import type { ReleaseConfig } from "../../config/schema.ts";
import { objectName } from "./names.ts";

/** What stack config says about running everything on a cluster. */
export interface KubernetesSettings {
  readonly stack: string;
  /** Where everything is, and how the deploying machine gets there. */
  readonly place: ClusterPlace;
  /** The canary's share of traffic, 0 to 100. */
  readonly canaryPercent: number;
  readonly cluster: ReleaseConfig["kubernetes"];
  readonly images: ReleaseConfig["images"];
  readonly gateway: Pick<ReleaseConfig["gateway"], "mode" | "adminUrl" | "proxyUrl">;
  readonly prometheus: Pick<ReleaseConfig["prometheus"], "url" | "scrapeSeconds">;
  readonly grafana: ReleaseConfig["grafana"];
  readonly alerting: ReleaseConfig["alerting"];
  readonly llm: ReleaseConfig["llm"];
}

export interface ClusterPlace {
  /** Of the kubeconfig; empty, its current one. */
  readonly context: string;
  readonly namespace: string;
}

export function settingsOf(config: ReleaseConfig, stack: string): KubernetesSettings {
  const { canaryPercent, kubernetes: cluster, images, gateway, prometheus, grafana, alerting, llm } = config;
  const place = { context: cluster.context, namespace: cluster.namespace || objectName(`canary-${stack}`) };
  return { stack, place, canaryPercent, cluster, images, gateway, prometheus, grafana, alerting, llm };
}
