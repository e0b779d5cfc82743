import type { EntitySchema, Field, Variant } from "../schema/fields.ts";
import * as types from "./field-types.ts";

const HTTP_PROTOCOLS = ["http", "https"];

export const routes: EntitySchema = {
  name: "routes",
  endpointKey: "name",
  fields: {
    id: types.id,
    created_at: types.timestamp,
    updated_at: types.timestamp,
    name: types.name,
    protocols: {
      type: "set",
      required: true,
      lenMin: 1,
      elements: types.protocol,
      exclusiveSubsets: [["http", "https"], ["tcp", "tls", "udp"], ["tls_passthrough"], ["grpc", "grpcs"]],
      default: HTTP_PROTOCOLS,
    },
    https_redirect_status_code: { type: "integer", oneOf: [426, 301, 302, 307, 308], default: 426, required: true },
    strip_path: { type: "boolean", required: true, default: true },
    preserve_host: { type: "boolean", required: true, default: false },
    request_buffering: { type: "boolean", required: true, default: true },
    response_buffering: { type: "boolean", required: true, default: true },
    tags: types.tags,
    service: { type: "foreign", reference: "services" },
    snis: { type: "set", elements: types.serverName },
    sources: types.streamAddresses,
    destinations: types.streamAddresses,
    methods: types.methods,
    hosts: types.hosts,
    paths: types.routerPaths,
    headers: {
      ...types.headers,
      keys: {
        ...types.headerName,
        type: "string",
        matchNone: [
          {
            pattern: /^host$/i,
            message: "cannot contain 'host' header, which must be specified in the 'hosts' attribute",
          },
        ],
      },
    },
    regex_priority: { type: "integer", default: 0 },
    path_handling: { type: "string", default: "v0", oneOf: ["v0", "v1"] },
  },
  entityChecks: [],
  variant: (input) => variantOf(input.protocols),
};

const forbiddenAddresses = (field: string): Field => ({
  ...types.streamAddresses,
  mustBeNull: `cannot set '${field}' when 'protocols' is 'http' or 'https'`,
});

const HTTP: Variant = {
  known: true,
  fields: { sources: forbiddenAddresses("sources"), destinations: forbiddenAddresses("destinations") },
  checks: [
    {
      kind: "atLeastOneOfWhen",
      list: "protocols",
      cases: [
        { contains: "https", fields: ["methods", "hosts", "headers", "paths", "snis"] },
        { contains: "http", fields: ["methods", "hosts", "headers", "paths"] },
      ],
    },
  ],
};

/** Other protocols are known to Kong but not to this gateway, which refuses them after the schema (unsupported.ts). */
function variantOf(protocols: unknown): Variant {
  if (protocols === null || protocols === undefined) {
    return { known: false, field: "protocols", message: "required field missing" };
  }
  const list = Array.isArray(protocols) ? protocols : [];
  const first = list.find((protocol) => types.PROTOCOLS.includes(protocol as never));
  if (first === undefined) return { known: false, field: "protocols", message: `unknown type: ${list[0] ?? "nil"}` };
  return HTTP_PROTOCOLS.includes(first) ? HTTP : { known: true, fields: {}, checks: [] };
}
