import { hostname } from "node:os";
import type { JsonObject } from "../json.ts";
import { PLUGIN_SCHEMAS } from "./entities/plugins.ts";
import type { AdminContext } from "./routing.ts";

/** The version of Kong whose Admin API and proxy this gateway follows. */
export const KONG_VERSION = "3.9.3";
export const SERVER = `kong/${KONG_VERSION}`;

export interface NodeInformation {
  id: string;
  connections: () => ConnectionCounts;
}

export interface ConnectionCounts {
  accepted: number;
  handled: number;
  active: number;
  reading: number;
  writing: number;
  waiting: number;
  requests: number;
}

export function nodeInformation({ node, repository }: AdminContext): JsonObject {
  const enabled = new Set(repository.list("plugins").map((plugin) => String(plugin.name)));
  return {
    tagline: "Welcome to kong",
    version: KONG_VERSION,
    edition: "community",
    hostname: hostname(),
    node_id: node.id,
    plugins: {
      available_on_server: Object.fromEntries(PLUGIN_SCHEMAS.map(({ name }) => [name, { version: KONG_VERSION }])),
      enabled_in_cluster: [...enabled],
    },
    configuration: { database: "file", router_flavor: "traditional_compatible" },
    pids: { master: process.pid },
  };
}

export function nodeStatus({ connections }: NodeInformation): JsonObject {
  const counts = connections();
  const heap = process.memoryUsage().heapUsed / 2 ** 20;
  return {
    database: { reachable: true },
    memory: {
      workers_lua_vms: [{ http_allocated_gc: `${heap.toFixed(2)} MiB`, pid: process.pid }],
      lua_shared_dicts: {},
    },
    server: {
      connections_accepted: counts.accepted,
      connections_active: counts.active,
      connections_handled: counts.handled,
      connections_reading: counts.reading,
      connections_waiting: counts.waiting,
      connections_writing: counts.writing,
      total_requests: counts.requests,
    },
  };
}
