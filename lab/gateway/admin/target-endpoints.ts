import { isObject, type JsonObject } from "../json.ts";
import { ok, ownedCollection, pageAnswer, required } from "./entity-endpoints.ts";
import { AdminError, plainNotFound } from "./errors.ts";
import { pageByPosition } from "./paging.ts";
import type { Repository } from "./repository.ts";
import type { Methods } from "./routing.ts";
import { isUuid } from "./schema/rules.ts";
import type { TargetStatus, UpstreamHealth } from "./upstream-health.ts";

const NEWEST_FIRST = (a: JsonObject, b: JsonObject) =>
  Number(b.created_at) - Number(a.created_at) || (String(a.id) < String(b.id) ? 1 : -1);

function targetsOf(repository: Repository, upstream: JsonObject): JsonObject[] {
  return repository.list("targets", { field: "upstream", id: String(upstream.id) }).sort(NEWEST_FIRST);
}

export function targets(repository: Repository, upstreamName: string, path = "targets"): Methods {
  const owner = { table: "upstreams", name: upstreamName, field: "upstream" } as const;
  return {
    GET: ({ query }) => {
      const upstream = required(repository, "upstreams", upstreamName);
      return pageAnswer(
        pageByPosition(targetsOf(repository, upstream), query),
        `/upstreams/${upstreamName}/${path}`,
        "",
      );
    },
    ...(path === "targets" ? { POST: ownedCollection(repository, owner, "targets").POST } : {}),
  };
}

/** PUT is an update here: it neither creates nor resets what the body leaves out. */
export function target(repository: Repository, upstreamName: string, name: string): Methods {
  const update: Methods[string] = async ({ body }) => {
    const { id } = findTarget(repository, upstreamName, name);
    return ok(repository.update("targets", { by: "id", id: String(id) }, await body("targets")));
  };
  return {
    GET: () => ok(findTarget(repository, upstreamName, name)),
    PUT: update,
    PATCH: update,
    DELETE: () => {
      repository.delete("targets", { by: "id", id: String(findTarget(repository, upstreamName, name).id) });
      return { status: 204 };
    },
  };
}

function findTarget(repository: Repository, upstreamName: string, name: string): JsonObject {
  const upstream = required(repository, "upstreams", upstreamName);
  const found = targetsOf(repository, upstream).find((row) => (isUuid(name) ? row.id : row.target) === name);
  if (!found) throw plainNotFound();
  return found;
}

/** `…/targets/{target}/healthy` and `/unhealthy`, with or without an address in between. */
export function setHealth(
  repository: Repository,
  health: UpstreamHealth,
  upstreamName: string,
  name: string,
  healthy: boolean,
): Methods {
  return {
    PUT: () => {
      const row = findTarget(repository, upstreamName, name);
      const upstream = isObject(row.upstream) ? String(row.upstream.id) : "";
      if (!health.set(upstream, String(row.target), healthy)) {
        const stored = required(repository, "upstreams", upstreamName);
        throw new AdminError(400, { message: `no healthchecker found for ${stored.name}` });
      }
      return { status: 204 };
    },
  };
}

export function upstreamHealth(
  repository: Repository,
  health: UpstreamHealth,
  upstreamName: string,
  nodeId: string,
): Methods {
  return {
    GET: ({ query }) => {
      const upstream = required(repository, "upstreams", upstreamName);
      const id = String(upstream.id);
      if (query.get("balancer_health") === "1") {
        return { status: 200, body: { data: balancerHealth(health, id), next: null, node_id: nodeId } };
      }
      const page = pageByPosition(targetsOf(repository, upstream), query);
      const states = health.targets(id);
      const data = page.data.map((row) => ({ ...row, ...targetHealth(states.get(String(row.target))) }));
      return pageAnswer({ ...page, data }, `/upstreams/${upstreamName}/health`, "", { node_id: nodeId });
    },
  };
}

function targetHealth(status: TargetStatus | undefined): JsonObject {
  if (!status || status.addresses.length === 0)
    return { health: "DNS_ERROR", ...(status ? { data: describe(status) } : {}) };
  const states = status.addresses.map((address) => address.health);
  const health = states.includes("HEALTHY") ? "HEALTHY" : states.includes("UNHEALTHY") ? "UNHEALTHY" : states[0];
  const addresses = status.addresses.map(({ ip, port, health }) => ({ ip, port, weight: status.weight, health }));
  return { health: health ?? "HEALTHCHECKS_OFF", data: { ...describe(status), addresses } };
}

function describe(status: TargetStatus): JsonObject {
  const unavailable = status.addresses.every((address) => address.available) ? 0 : status.weight;
  return {
    host: status.host,
    port: status.port,
    dns: status.dns,
    nodeWeight: status.weight,
    weight: { total: status.weight, available: status.weight - unavailable, unavailable },
    addresses: [],
  };
}

function balancerHealth(health: UpstreamHealth, id: string): JsonObject {
  const summary = health.summary(id);
  const state = summary.healthy ? "HEALTHY" : "UNHEALTHY";
  const hosts = summary.targets.map((status) => ({
    ...describe(status),
    addresses: status.addresses.map(({ ip, port, available }) => ({
      ip,
      port,
      weight: status.weight,
      healthy: available,
    })),
  }));
  return {
    id,
    health: summary.checked ? state : "HEALTHCHECKS_OFF",
    balancer_health: state,
    details: { healthy: summary.healthy, weight: { ...summary.weight }, hosts },
  };
}
