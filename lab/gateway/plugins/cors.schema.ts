import type { PluginSchema } from "../admin/entities/plugins.ts";
import { recordOf } from "../admin/schema/fields.ts";

const METHODS = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

function checkOrigin(value: string): string | undefined {
  if (value === "*") return undefined;
  try {
    new RegExp(value);
    return undefined;
  } catch {
    return `'${value}' is not a valid regex`;
  }
}

export const schema: PluginSchema = {
  name: "cors",
  config: recordOf({
    origins: { type: "array", elements: { type: "string", check: checkOrigin } },
    headers: { type: "array", elements: { type: "string" } },
    exposed_headers: { type: "array", elements: { type: "string" } },
    methods: { type: "array", default: METHODS, elements: { type: "string", oneOf: METHODS } },
    max_age: { type: "number" },
    credentials: { type: "boolean", required: true, default: false },
    private_network: { type: "boolean", required: true, default: false },
    preflight_continue: { type: "boolean", required: true, default: false },
  }),
  checks: [],
};
