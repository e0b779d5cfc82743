import type { Json, JsonObject } from "../../json.ts";
import { parseAddress } from "../addresses.ts";
import type { EntityCheck } from "../schema/entity-checks.ts";
import { type EntitySchema, type Field, recordOf } from "../schema/fields.ts";
import * as types from "./field-types.ts";

const HASH_INPUTS = ["none", "consumer", "ip", "header", "cookie", "path", "query_arg", "uri_capture"] as const;
const hashInput: Field = { type: "string", default: "none", oneOf: HASH_INPUTS };
const parameter: Field = { type: "string", lenMin: 1 };

function checkName(value: string): string | undefined {
  const parsed = parseAddress(value);
  const start = `Invalid name ('${value}');`;
  if (!parsed.ok) return `${start} must be a valid hostname`;
  if (parsed.address.type !== "name") return `${start} no ip addresses allowed`;
  return parsed.address.port === undefined ? undefined : `${start} no port allowed`;
}

/** Seconds. */
const seconds = (byDefault: number): Field => ({ type: "number", between: [0, 65535], default: byDefault });
/** How many observations change a target's health; 0 switches the check off. */
const count: Field = { type: "integer", between: [0, 255], default: 0 };
const statuses = (byDefault: number[]): Field => ({
  type: "array",
  elements: { type: "integer", between: [100, 999] },
  default: byDefault,
});
const checkType: Field = { type: "string", oneOf: ["tcp", "http", "https", "grpc", "grpcs"], default: "http" };

const active = recordOf(
  {
    type: checkType,
    timeout: seconds(1),
    concurrency: { type: "integer", between: [1, 2 ** 31], default: 10 },
    http_path: { ...types.path, default: "/" },
    https_sni: types.serverName,
    https_verify_certificate: { type: "boolean", default: true },
    headers: types.headers,
    healthy: recordOf({ interval: seconds(0), http_statuses: statuses([200, 302]), successes: count }, { default: {} }),
    unhealthy: recordOf(
      {
        interval: seconds(0),
        http_statuses: statuses([429, 404, 500, 501, 502, 503, 504, 505]),
        tcp_failures: count,
        timeouts: count,
        http_failures: count,
      },
      { default: {} },
    ),
  },
  { default: {} },
);

const PASSIVE_HEALTHY = [200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308];
const passive = recordOf(
  {
    type: checkType,
    healthy: recordOf({ http_statuses: statuses(PASSIVE_HEALTHY), successes: count }, { default: {} }),
    unhealthy: recordOf(
      { http_statuses: statuses([429, 500, 503]), tcp_failures: count, timeouts: count, http_failures: count },
      { default: {} },
    ),
  },
  { default: {} },
);

export const upstreams: EntitySchema = {
  name: "upstreams",
  endpointKey: "name",
  notNull: ["slots"],
  fields: {
    id: types.id,
    created_at: types.timestamp,
    name: { type: "string", required: true, unique: true, check: checkName },
    updated_at: types.timestamp,
    algorithm: {
      type: "string",
      default: "round-robin",
      oneOf: ["consistent-hashing", "least-connections", "round-robin", "latency"],
    },
    hash_on: hashInput,
    hash_fallback: hashInput,
    hash_on_header: types.headerName,
    hash_fallback_header: types.headerName,
    hash_on_cookie: types.cookieName,
    hash_on_cookie_path: { ...types.path, default: "/" },
    hash_on_query_arg: parameter,
    hash_fallback_query_arg: parameter,
    hash_on_uri_capture: parameter,
    hash_fallback_uri_capture: parameter,
    slots: { type: "integer", default: 10000, between: [10, 65536] },
    healthchecks: recordOf(
      { active, passive, threshold: { type: "number", default: 0, between: [0, 100] } },
      { default: {} },
    ),
    tags: types.tags,
    host_header: types.hostWithOptionalPort,
    client_certificate: { type: "foreign", reference: "certificates" },
    use_srv_name: { type: "boolean", default: false },
  },
  // An upstream that hashes is consistent-hashing and one that does not is round-robin, whatever was asked for.
  shorthands: {
    algorithm: {
      field: { type: "string" },
      expand: (algorithm): JsonObject =>
        algorithm === "least-connections" || algorithm === "latency" ? { algorithm, hash_on: null } : { algorithm },
    },
    hash_on: { field: { type: "string" }, expand: expandHashOn },
  },
  entityChecks: [
    needs("hash_on", "header", "hash_on_header"),
    needs("hash_fallback", "header", "hash_fallback_header"),
    needs("hash_on", "cookie", "hash_on_cookie"),
    needs("hash_fallback", "cookie", "hash_on_cookie"),
    fallsBackTo("none", ["none"]),
    fallsBackTo("cookie", ["none"]),
    fallsBackTo("consumer", ["none", "ip", "header", "cookie", "path", "query_arg", "uri_capture"]),
    fallsBackTo("ip", ["none", "consumer", "header", "cookie", "path", "query_arg", "uri_capture"]),
    fallsBackTo("path", ["none", "consumer", "header", "cookie", "query_arg", "ip", "uri_capture"]),
    { kind: "distinct", fields: ["hash_on_header", "hash_fallback_header"] },
    needs("hash_on", "query_arg", "hash_on_query_arg"),
    needs("hash_fallback", "query_arg", "hash_fallback_query_arg"),
    { kind: "distinct", fields: ["hash_on_query_arg", "hash_fallback_query_arg"] },
    needs("hash_on", "uri_capture", "hash_on_uri_capture"),
    needs("hash_fallback", "uri_capture", "hash_fallback_uri_capture"),
    { kind: "distinct", fields: ["hash_on_uri_capture", "hash_fallback_uri_capture"] },
  ],
};

function expandHashOn(hashOn: Json): JsonObject {
  if (hashOn === null) return { hash_on: "none" };
  return { hash_on: hashOn, algorithm: hashOn === "none" ? "round-robin" : "consistent-hashing" };
}

function needs(field: string, is: string, subject: string): EntityCheck {
  return { kind: "conditional", if: field, matches: { is }, subject, must: { be: "required" } };
}

function fallsBackTo(is: string, values: string[]): EntityCheck {
  return {
    kind: "conditional",
    if: "hash_on",
    matches: { is },
    subject: "hash_fallback",
    must: { be: "oneOf", values },
  };
}
