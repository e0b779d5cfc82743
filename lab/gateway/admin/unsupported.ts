import { isObject, type Json, type JsonObject, type PartialObject } from "../json.ts";
import type { TableName } from "../store/entities.ts";
import type { Violations } from "./schema/fields.ts";

/**
 * What Kong's schema lets through and this gateway cannot do. It is refused when it is written, as a schema
 * violation that says so, since an entity that is stored but not obeyed would be found out only in traffic.
 */
export function unsupported(table: TableName, entity: PartialObject): Violations {
  switch (table) {
    case "services":
      return {
        ...only("protocol", entity.protocol, ["http", "https"]),
        ...onlyNull("tls_verify_depth", entity.tls_verify_depth, NO_TRUST_STORE),
        ...onlyNull("ca_certificates", entity.ca_certificates, NO_TRUST_STORE),
      };
    case "routes":
      return {
        ...only("protocols", (entity.protocols as string[] | undefined)?.find(isNotHttp), ["http", "https"]),
        ...onlyNull("snis", entity.snis, "not supported by this gateway, which ends no TLS"),
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
    case "consumers":
    case "jwt_secrets":
      return {};
  }
}

const NO_TRUST_STORE = "not supported by this gateway, which verifies targets by the system's certificates";

function isNotHttp(protocol: string): boolean {
  return protocol !== "http" && protocol !== "https";
}

function unsupportedHealthChecks(upstream: PartialObject): Violations {
  const { healthchecks } = upstream;
  const empty = nullPath(healthchecks ?? null, "healthchecks");
  if (empty !== undefined) return { healthchecks: `${empty} must have a value in this gateway` };
  const active = isObject(healthchecks) ? healthchecks.active : undefined;
  if (!isObject(active)) return {};
  const problem = only("type", active.type, ["http", "https", "tcp"]);
  return Object.keys(problem).length > 0 ? { healthchecks: { active: problem } } : {};
}

const MAY_BE_NULL = new Set(["https_sni", "headers"]);

/** Kong stores a null limit or interval and fails when it meets it; where in the checks there is one. */
function nullPath(value: Json, path: string): string | undefined {
  if (value === null) return path;
  if (!isObject(value)) return undefined;
  for (const [name, item] of Object.entries(value)) {
    const found = MAY_BE_NULL.has(name) ? undefined : nullPath(item, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function unsupportedPlugin(plugin: PartialObject): Violations {
  const forConsumer = onlyNull(
    "consumer",
    plugin.consumer,
    "not supported by this gateway, whose plugins are for everybody",
  );
  const config = isObject(plugin.config) ? unsupportedConfig(String(plugin.name), plugin.config) : {};
  return { ...forConsumer, ...(Object.keys(config).length > 0 ? { config } : {}) };
}

function unsupportedConfig(name: string, { policy, anonymous }: JsonObject): Violations {
  switch (name) {
    case "rate-limiting":
      // One node counts for the whole cluster, so the policy `cluster` is the same as `local` here.
      return only("policy", policy, ["local", "cluster", null]);
    case "jwt":
      return onlyNull("anonymous", anonymous, "not supported by this gateway, which lets nobody in without a token");
    default:
      return {};
  }
}

function only(field: string, value: unknown, allowed: unknown[]): Violations {
  if (value === undefined || allowed.includes(value)) return {};
  const names = allowed.filter((item) => item !== null).join(", ");
  return { [field]: `'${value}' is not supported by this gateway, only ${names}` };
}

function onlyNull(field: string, value: unknown, message: string): Violations {
  const empty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  return empty ? {} : { [field]: message };
}
