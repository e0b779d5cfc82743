import { schema as correlationId } from "../../plugins/correlation-id.schema.ts";
import { schema as cors } from "../../plugins/cors.schema.ts";
import { schema as jwt } from "../../plugins/jwt.schema.ts";
import { schema as prometheus } from "../../plugins/prometheus.schema.ts";
import { schema as rateLimiting } from "../../plugins/rate-limiting.schema.ts";
import type { EntityCheck } from "../schema/entity-checks.ts";
import type { EntitySchema, Field, RecordField, Variant } from "../schema/fields.ts";
import * as types from "./field-types.ts";

/** What a plugin says about its configuration. */
export interface PluginSchema {
  name: string;
  config: RecordField;
  checks: readonly EntityCheck[];
}

/** The plugins of this gateway; any other is refused as one that Kong has not enabled. */
export const PLUGIN_SCHEMAS: readonly PluginSchema[] = [correlationId, cors, jwt, rateLimiting, prometheus];

const HTTP_PROTOCOLS = ["grpc", "grpcs", "http", "https"];
const httpProtocols: Field = {
  type: "set",
  required: true,
  default: HTTP_PROTOCOLS,
  elements: { type: "string", oneOf: HTTP_PROTOCOLS },
};

export const plugins: EntitySchema = {
  name: "plugins",
  endpointKey: "instance_name",
  uniqueTogether: ["name", "route", "service", "consumer"],
  fields: {
    id: types.id,
    name: { type: "string", required: true },
    instance_name: types.name,
    created_at: types.timestamp,
    updated_at: types.timestamp,
    route: { type: "foreign", reference: "routes", onDelete: "cascade" },
    service: { type: "foreign", reference: "services", onDelete: "cascade" },
    consumer: { type: "foreign", reference: "consumers", onDelete: "cascade" },
    config: { type: "abstract" },
    protocols: httpProtocols,
    enabled: { type: "boolean", required: true, default: true },
    tags: types.tags,
  },
  entityChecks: [],
  variant: (input) => variantOf(input.name),
};

function variantOf(name: unknown): Variant {
  if (name === null || name === undefined) return { known: false, field: "name", message: "required field missing" };
  const plugin = PLUGIN_SCHEMAS.find((schema) => schema.name === name);
  if (plugin) return { known: true, fields: { config: { ...plugin.config, required: true } }, checks: plugin.checks };
  const message = `plugin '${name}' not enabled; add it to the 'plugins' configuration property`;
  return { known: false, field: "name", message };
}
