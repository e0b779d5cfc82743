import type { Json, JsonObject, PartialObject } from "../json.ts";
import type { TableName } from "../store/entities.ts";
import { PLUGIN_SCHEMAS } from "./entities/plugins.ts";
import { isTable, tableAt } from "./entities/schemas.ts";
import {
  collection,
  entity,
  ownedCollection,
  ownedEntity,
  referredEntity,
  referringField,
} from "./entity-endpoints.ts";
import { type NodeInformation, nodeInformation, nodeStatus } from "./node.ts";
import type { Repository } from "./repository.ts";
import { setHealth, target, targets, upstreamHealth } from "./target-endpoints.ts";
import type { UpstreamHealth } from "./upstream-health.ts";

export interface Call {
  query: URLSearchParams;
  /** The body, read by the types of that table; a form that updates a plugin takes its name from the stored one. */
  body: (table: TableName, stored?: JsonObject) => Promise<PartialObject>;
}

export interface Answer {
  status: number;
  body?: Json;
  /** In place of a JSON body. */
  text?: { type: string; content: string };
  /** The methods of the path, for a client that asks. */
  allow?: string;
}

export type Methods = Record<string, ((call: Call) => Answer | Promise<Answer>) | undefined>;

export interface AdminContext {
  repository: Repository;
  health: UpstreamHealth;
  node: NodeInformation;
  /** The Prometheus text, which Kong also serves on its admin port. */
  metrics: () => string;
}

/** Paths of Kong's Admin API that this gateway knows of and does not offer: refused, where an unknown one is 404. */
const NOT_OFFERED = new Set([
  "ca_certificates",
  "cache",
  "certificates",
  "clustering",
  "config",
  "debug",
  "endpoints",
  "filter-chains",
  "key-sets",
  "keys",
  "schemas",
  "snis",
  "tags",
  "timers",
  "vaults",
  "workspaces",
]);

/** The methods that a path has; undefined for an unknown one. */
export function route(context: AdminContext, path: string): Methods | undefined {
  const segments = path.split("/").filter((segment) => segment !== "");
  const [first = "", name, third, fourth, ...rest] = segments.map(decode);
  if (segments.length === 0) return { GET: () => ({ status: 200, body: nodeInformation(context) }) };
  if (NOT_OFFERED.has(first)) return refused(`/${first}`);
  if (first === "status" && name === undefined) return { GET: () => ({ status: 200, body: nodeStatus(context.node) }) };
  if (first === "metrics" && name === undefined) return { GET: () => metricsAnswer(context) };
  if (first === "plugins" && third === undefined && name === "enabled") return { GET: enabledPlugins };
  if (first === "plugins" && name === "schema") return refused("/plugins/schema");
  const table = tableAt(first, "top");
  if (table === undefined || table === "targets") return undefined;
  if (name === undefined) return collection(context.repository, table);
  if (third === undefined) return entity(context.repository, table, name);
  if (table === "upstreams") return upstreamRoute(context, name, third, fourth, rest);
  return rest.length > 0 ? undefined : nestedRoute(context.repository, table, name, third, fourth);
}

function upstreamRoute(context: AdminContext, name: string, third: string, fourth: string | undefined, rest: string[]) {
  const { repository, health, node } = context;
  if (third === "health" && fourth === undefined) return upstreamHealth(repository, health, name, node.id);
  if (third === "client_certificate") return refused("/upstreams/…/client_certificate");
  if (third !== "targets") return undefined;
  if (fourth === undefined) return targets(repository, name);
  if (rest.length === 0)
    return fourth === "all" ? targets(repository, name, "targets/all") : target(repository, name, fourth);
  const state = rest.at(-1);
  if (rest.length > 2 || (state !== "healthy" && state !== "unhealthy")) return undefined;
  return setHealth(repository, health, name, fourth, state === "healthy");
}

function nestedRoute(
  repository: Repository,
  table: TableName,
  name: string,
  third: string,
  fourth: string | undefined,
): Methods | undefined {
  const owned = tableAt(third, "nested");
  if (owned) {
    const field = referringField(owned, table);
    if (field === undefined) return undefined;
    const owner = { table, name, field };
    return fourth === undefined
      ? ownedCollection(repository, owner, owned)
      : ownedEntity(repository, owner, owned, fourth);
  }
  const referred = `${third}s`;
  if (fourth !== undefined || !isTable(referred) || referringField(table, referred) !== third) return undefined;
  return referredEntity(repository, table, name, third, referred);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function refused(path: string): Methods {
  const answer = () => ({ status: 501, body: { message: `this gateway does not offer Kong's ${path}` } });
  return { GET: answer, POST: answer, PUT: answer, PATCH: answer, DELETE: answer };
}

function metricsAnswer(context: AdminContext): Answer {
  return { status: 200, text: { type: "text/plain; charset=UTF-8", content: context.metrics() } };
}

function enabledPlugins(): Answer {
  return { status: 200, body: { enabled_plugins: PLUGIN_SCHEMAS.map(({ name }) => name) } };
}
