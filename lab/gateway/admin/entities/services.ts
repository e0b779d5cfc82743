import type { Json, JsonObject } from "../../json.ts";
import type { EntityCheck } from "../schema/entity-checks.ts";
import type { EntitySchema, Field } from "../schema/fields.ts";
import * as types from "./field-types.ts";

/** Milliseconds. */
const timeout: Field = { type: "integer", between: [1, 2 ** 31 - 2], default: 60000 };

function onlyWithTls(field: string): EntityCheck {
  return {
    kind: "conditional",
    if: "protocol",
    matches: { isNot: ["https", "tls"] },
    subject: field,
    must: { be: "null" },
  };
}

export const services: EntitySchema = {
  name: "services",
  endpointKey: "name",
  fields: {
    id: types.id,
    created_at: types.timestamp,
    updated_at: types.timestamp,
    name: types.name,
    retries: { type: "integer", default: 5, between: [0, 32767] },
    protocol: { ...types.protocol, required: true, default: "http" },
    host: { ...types.host, required: true },
    port: { ...types.port, required: true, default: 80 },
    path: types.path,
    connect_timeout: timeout,
    write_timeout: timeout,
    read_timeout: timeout,
    tags: types.tags,
    client_certificate: { type: "foreign", reference: "certificates" },
    tls_verify: { type: "boolean" },
    tls_verify_depth: { type: "integer", between: [0, 64] },
    ca_certificates: { type: "array", elements: { type: "string", uuid: true } },
    enabled: { type: "boolean", required: true, default: true },
  },
  shorthands: { url: { field: { type: "string" }, expand: expandUrl } },
  entityChecks: [
    {
      kind: "conditional",
      if: "protocol",
      matches: { isOneOf: ["tcp", "tls", "udp", "grpc", "grpcs"] },
      subject: "path",
      must: { be: "null" },
    },
    onlyWithTls("client_certificate"),
    onlyWithTls("tls_verify"),
    onlyWithTls("tls_verify_depth"),
    onlyWithTls("ca_certificates"),
  ],
};

/** Splits a URL as LuaSocket does: what has no `//` is a path, and no scheme is wrong by itself. */
function expandUrl(value: Json): JsonObject | undefined {
  if (typeof value !== "string") return undefined;
  const parts = /^(?:([A-Za-z0-9][A-Za-z0-9+\-.]*):)?(?:\/\/([^/?#]*))?([^?#;]*)/.exec(value);
  const authority = /^(?:[^@]*@)?(.*?)(?::([^:\]]*))?$/.exec(parts?.[2] ?? "");
  const explicitPort = authority?.[2] === undefined || authority[2] === "" ? undefined : Number(authority[2]);
  const implied = explicitPort === 443 ? "https" : "http";
  const protocol = parts?.[1] ?? implied;
  const host = authority?.[1] ?? "";
  return {
    protocol,
    host: host === "" ? null : host.replace(/^\[(.+)\]$/, "$1"),
    port: Number.isNaN(explicitPort) ? (authority?.[2] ?? 80) : (explicitPort ?? (protocol === "https" ? 443 : 80)),
    path: parts?.[3] || null,
  };
}
