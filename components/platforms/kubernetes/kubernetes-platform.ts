import * as pulumi from "@pulumi/pulumi";
import type { Secrets } from "../../config/load.ts";
import { factsOfService } from "../../services.ts";
import { type GatewayEndpoints, KONG_STATUS_LISTENER, type Platform } from "../platform.ts";
import { Cluster } from "./cluster.ts";
import { managedKong } from "./gateway/managed.ts";
import { GATEWAY_SERVICES } from "./gateway/ports.ts";
import { standInManifests } from "./gateway/stand-in.ts";
import { dashboards, GRAFANA_PORT, grafanaManifests } from "./grafana.ts";
import { stackLabels } from "./labels.ts";
import { LLM_PORT, llmStandInManifests } from "./llm.ts";
import { denyAll } from "./manifests/network.ts";
import { workload } from "./manifests/workload.ts";
import { addressInside, urlFromOutside } from "./names.ts";
import { alertmanagerConfig, alertmanagerManifests } from "./prometheus/alertmanager.ts";
import { PROMETHEUS_PORT, prometheusManifests, RELEASE_CONFIG_MAP } from "./prometheus/prometheus.ts";
import { createRules } from "./prometheus/rules.ts";
import { Revision } from "./revision.ts";
import type { KubernetesSettings } from "./settings.ts";

/** Runs everything on a Kubernetes cluster, in a namespace of the stack's own. */
export function kubernetesPlatform(settings: KubernetesSettings, secrets: Secrets): Platform {
  const { stack, place } = settings;
  const cluster = new Cluster(settings, holdsData(settings));
  cluster.createAll([denyAll({ namespace: place.namespace, labels: stackLabels(stack) })]);
  const llm = llmOf(settings, cluster, secrets);
  const gateway = gatewayOf(settings, cluster, secrets);
  const prometheus = prometheusOf(settings, cluster);

  return {
    gateway,
    prometheus,
    ...grafanaOf(settings, cluster),

    runRevision(definition, tracks, bindings, options) {
      const facts = factsOfService(definition.service);
      const asksLlm = definition.service === "aiPipeline";
      const own = asksLlm ? pulumi.output(bindings).apply((given) => ({ ...llm.bindings, ...given })) : bindings;
      const request = { settings, definition, facts, tracks };
      return new Revision(request, cluster, own, asksLlm ? llm.secrets : {}, options);
    },

    scrape(targets, options) {
      return createRules({ settings, cluster, targets, prometheus, options });
    },

    recordRelease(rules, options) {
      const { metadata } = workload(settings, "prometheus");
      const named = { ...metadata, name: RELEASE_CONFIG_MAP };
      // Prometheus looks for changed rules itself.
      return cluster.create(
        RELEASE_CONFIG_MAP,
        { kind: "ConfigMap", metadata: named, data: { "release.yml": rules } },
        options,
      );
    },
  };
}

/** What would be lost with the namespace. */
function holdsData({ gateway, cluster, prometheus }: KubernetesSettings): boolean {
  return gateway.mode === "managed" || (prometheus.url === "" && cluster.storage.prometheus !== "");
}

interface LlmBindings {
  readonly bindings: Readonly<Record<string, string>>;
  /** Names of Secrets by the variables that they hold. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What ai-pipeline must know to ask an LLM: the configured server, or the stand-in that this starts. */
function llmOf(settings: KubernetesSettings, cluster: Cluster, { llmApiKey }: Secrets): LlmBindings {
  const { llm, place, stack } = settings;
  if (llm.standIn) {
    cluster.createAll(llmStandInManifests(settings));
    const url = `http://${addressInside(place, "llm", LLM_PORT)}`;
    return { bindings: { LLM_BASE_URL: url, LLM_MODEL: llm.model }, secrets: {} };
  }
  // An empty key is none to ai-pipeline.
  const secret = cluster.create("llm-api-key", {
    kind: "Secret",
    metadata: { namespace: place.namespace, labels: stackLabels(stack) },
    stringData: { LLM_API_KEY: llmApiKey },
  });
  return {
    bindings: { LLM_BASE_URL: llm.baseUrl, LLM_MODEL: llm.model },
    secrets: { LLM_API_KEY: secret.metadata.name },
  };
}

function gatewayOf(settings: KubernetesSettings, cluster: Cluster, secrets: Secrets): GatewayEndpoints {
  const { gateway, place } = settings;
  const { proxy, admin } = GATEWAY_SERVICES;
  const nobody = KONG_STATUS_LISTENER;
  const outside = {
    adminUrl: urlFromOutside(place, admin.name, admin.port),
    proxyUrl: gateway.proxyUrl || urlFromOutside(place, proxy.name, proxy.port),
    nobody,
  };
  switch (gateway.mode) {
    case "existing":
      return { adminUrl: gateway.adminUrl, proxyUrl: gateway.proxyUrl, nobody, ready: [] };
    case "stand-in":
      return { ...outside, ready: cluster.createAll(standInManifests(settings)) };
    case "managed":
      return { ...outside, ready: managedKong(settings, cluster, secrets.postgresPassword) };
  }
}

function prometheusOf(settings: KubernetesSettings, cluster: Cluster): Platform["prometheus"] {
  const { prometheus, alerting, place } = settings;
  if (prometheus.url !== "") return { url: prometheus.url, ready: [] };
  if (alerting.webhookUrl !== "") {
    const config = cluster.create("alertmanager", alertmanagerConfig(settings));
    cluster.createAll(alertmanagerManifests(settings, config.metadata.name));
  }
  return {
    url: urlFromOutside(place, "prometheus", PROMETHEUS_PORT),
    ready: cluster.createAll(prometheusManifests(settings)),
  };
}

function grafanaOf(settings: KubernetesSettings, cluster: Cluster): Pick<Platform, "grafana"> {
  const { grafana, images, place } = settings;
  if (grafana.url !== "") {
    cluster.createAll([dashboards(settings)]);
    return { grafana: { url: grafana.url } };
  }
  if (images.grafana === "") return {};
  cluster.createAll(grafanaManifests(settings));
  return { grafana: { url: urlFromOutside(place, "grafana", GRAFANA_PORT) } };
}
