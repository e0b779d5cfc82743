import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { renderDashboards } from "../../../monitoring/dashboards/render.ts";
import type { Platform } from "../platform.ts";
import { gatewayEndpoints } from "./gateway.ts";
import { runGrafana } from "./grafana.ts";
import { stackLabel } from "./labels.ts";
import { llmServer } from "./llm.ts";
import { DockerPrometheus } from "./prometheus.ts";
import { runRevision } from "./revision.ts";
import type { DockerPlace, DockerSettings } from "./settings.ts";

/**
 * Runs everything as containers of a Docker engine, in one network: Kong with PostgreSQL, Prometheus, Grafana, the LLM
 * stand-in and the revisions. Ports are published on 127.0.0.1 alone, so the engine must be on the machine that deploys.
 *
 * @param parent options that every resource gets, such as `{ parent: component }`
 */
export function dockerPlatform(settings: DockerSettings, parent: pulumi.CustomResourceOptions): Platform {
  const { stack, images } = settings;
  const network = new docker.Network(
    "network",
    { name: `canary-release-${stack}`, driver: "bridge", labels: [stackLabel(stack)] },
    parent,
  );
  const place: DockerPlace = { stack, network: network.name, parent };
  const gateway = gatewayEndpoints(settings, place);
  const prometheus = new DockerPrometheus(settings, place);
  const llm = llmServer(settings, place);
  const seenBy = { prometheusUrl: prometheus.innerUrl, dashboards: renderDashboards() };
  return {
    gateway,
    prometheus: { url: prometheus.url, ready: [prometheus.container] },
    ...(images.grafana === "" ? {} : { grafana: { url: runGrafana(settings, seenBy, place) } }),
    // A container of each is enough, whatever its share.
    runRevision: (definition, _tracks, bindings, options) =>
      runRevision(definition, bindings, { images, llm, place }, options),
    scrape: (targets, options) => prometheus.scrape(targets, options),
    recordRelease: (rules, options) => prometheus.recordRelease(rules, options),
  };
}
