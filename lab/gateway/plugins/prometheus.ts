import type { Exchange, Outcome, PluginHandler } from "./handler.ts";
import type { Metrics } from "./prometheus-metrics.ts";

interface Config {
  per_consumer: boolean;
  status_code_metrics: boolean;
  latency_metrics: boolean;
  bandwidth_metrics: boolean;
}

/** Counts what the configuration asks for; with Kong's defaults that is nothing. */
export function prometheus(metrics: Metrics): PluginHandler {
  return {
    name: "prometheus",
    priority: 13,
    create(raw) {
      const config = raw as unknown as Config;
      return {
        log(exchange, outcome) {
          const labels = labelsOf(exchange);
          const consumer = config.per_consumer ? (exchange.authenticated?.consumer.username ?? "") : "";
          if (labels) record(metrics, config, { ...labels, consumer }, outcome);
        },
      };
    },
  };
}

interface Labels {
  service: string;
  route: string;
  workspace: string;
}

function labelsOf({ match }: Exchange): Labels | undefined {
  if (!match) return undefined;
  const { route, service } = match;
  return { service: service?.name ?? service?.host ?? "", route: route.name ?? route.id, workspace: "default" };
}

function record(metrics: Metrics, config: Config, labels: Labels & { consumer: string }, outcome: Outcome): void {
  const { service, route, workspace, consumer } = labels;
  const place = { service, route, workspace };
  if (config.status_code_metrics) {
    const code = String(outcome.status);
    metrics.requests.add({ service, route, code, source: outcome.source, workspace, consumer }, 1);
  }
  if (config.latency_metrics) {
    metrics.requestLatency.observe({ ...place }, outcome.requestLatency);
    metrics.kongLatency.observe({ ...place }, outcome.kongLatency);
    if (outcome.upstreamLatency !== undefined) metrics.upstreamLatency.observe({ ...place }, outcome.upstreamLatency);
  }
  if (config.bandwidth_metrics) {
    const base = { service, route, workspace, consumer };
    metrics.bandwidth.add({ service, route, direction: "ingress", workspace, consumer }, outcome.ingress);
    metrics.bandwidth.add({ ...base, direction: "egress" }, outcome.egress);
  }
}
