import type { PartialObject } from "../json.ts";
import { isObject } from "../json.ts";
import type { TableName } from "../store/entities.ts";
import type { Violations } from "./schema/fields.ts";

/**
 * What Kong's schema lets through and this gateway cannot do. It is refused when it is written, as a schema
 * violation that says so, since an entity that is stored but not obeyed would be found out only in traffic.
 */
export function unsupported(table: TableName, entity: PartialObject): Violations {
  switch (table) {
    case "services":
      return only("protocol", entity.protocol, ["http", "https"]);
    case "routes":
      return {
        ...only("protocols", (entity.protocols as string[] | undefined)?.find(isNotHttp), ["http", "https"]),
        ...onlyNull("snis", entity.snis),
        ...only("path_handling", entity.path_handling, ["v0"]),
      };
    case "upstreams":
      return {
        ...only("use_srv_name", entity.use_srv_name, [false]),
        ...unsupportedHealthChecks(entity),
      };
    case "plugins":
      return unsupportedPlugin(entity);
    case "targets":
      return {};
  }
}

function isNotHttp(protocol: string): boolean {
  return protocol !== "http" && protocol !== "https";
}

function unsupportedHealthChecks(upstream: PartialObject): Violations {
  const active = isObject(upstream.healthchecks) ? upstream.healthchecks.active : undefined;
  if (!isObject(active)) return {};
  const problem = only("type", active.type, ["http", "https", "tcp"]);
  return Object.keys(problem).length > 0 ? { healthchecks: { active: problem } } : {};
}

function unsupportedPlugin(plugin: PartialObject): Violations {
  if (plugin.name !== "rate-limiting" || !isObject(plugin.config)) return {};
  // One node counts for the whole cluster, so the policy `cluster` is the same as `local` here.
  const problem = only("policy", plugin.config.policy, ["local", "cluster", null]);
  return Object.keys(problem).length > 0 ? { config: problem } : {};
}

function only(field: string, value: unknown, allowed: unknown[]): Violations {
  if (value === undefined || allowed.includes(value)) return {};
  const names = allowed.filter((item) => item !== null).join(", ");
  return { [field]: `'${value}' is not supported by this gateway, only ${names}` };
}

function onlyNull(field: string, value: unknown): Violations {
  const empty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  return empty ? {} : { [field]: "not supported by this gateway, which ends no TLS" };
}
