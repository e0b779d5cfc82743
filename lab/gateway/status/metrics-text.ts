import { KONG_VERSION, type NodeInformation } from "../admin/node.ts";
import type { UpstreamHealth } from "../admin/upstream-health.ts";
import { family, type Metrics, sample } from "../plugins/prometheus-metrics.ts";
import type { Store } from "../store/store.ts";

const STATES = ["healthchecks_off", "healthy", "unhealthy", "dns_error"];

/** The text of `/metrics`: the node, the health of targets where a plugin asks for it, and the plugin's series. */
export function metricsText(node: NodeInformation, store: Store, health: UpstreamHealth, metrics: Metrics): string {
  const { requests, ...states } = node.connections();
  const label = { node_id: node.id, subsystem: "http" };
  const connections = Object.entries({ ...states, total: requests }).map(([state, count]) =>
    sample("kong_nginx_connections_total", { ...label, state }, count),
  );
  return [
    family("kong_datastore_reachable", "Datastore reachable from Kong, 0 is unreachable", "gauge", [
      "kong_datastore_reachable 1",
    ]),
    family("kong_nginx_connections_total", "Number of connections by subsystem", "gauge", connections),
    family("kong_nginx_requests_total", "Number of requests total", "gauge", [
      sample("kong_nginx_requests_total", label, requests),
    ]),
    family("kong_node_info", "Kong Node metadata information", "gauge", [
      sample("kong_node_info", { node_id: node.id, version: KONG_VERSION }, 1),
    ]),
    wantsTargetHealth(store) ? targetHealth(store, health) : "",
    metrics.text(),
  ].join("");
}

function wantsTargetHealth(store: Store): boolean {
  return store
    .list("plugins")
    .some(({ name, enabled, config }) => name === "prometheus" && enabled && config.upstream_health_metrics === true);
}

function targetHealth(store: Store, health: UpstreamHealth): string {
  const lines = store.list("upstreams").flatMap(({ id, name }) =>
    [...health.targets(id)].flatMap(([target, { addresses }]) => {
      const [address] = addresses;
      const actual = address ? address.health.toLowerCase() : "dns_error";
      const labels = { upstream: name, target, address: address ? `${address.ip}:${address.port}` : "" };
      return STATES.map((state) =>
        sample("kong_upstream_target_health", { ...labels, state, subsystem: "http" }, state === actual ? 1 : 0),
      );
    }),
  );
  const help =
    "Health status of targets of upstream. States = healthchecks_off|healthy|unhealthy|dns_error, value is 1 when state is populated.";
  return family("kong_upstream_target_health", help, "gauge", lines);
}
