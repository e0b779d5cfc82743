import type { PluginSchema } from "../admin/entities/plugins.ts";
import { recordOf } from "../admin/schema/fields.ts";

export const schema: PluginSchema = {
  name: "correlation-id",
  config: recordOf({
    header_name: { type: "string", default: "Kong-Request-ID" },
    generator: {
      type: "string",
      default: "uuid#counter",
      required: true,
      oneOf: ["uuid", "uuid#counter", "tracker"],
    },
    echo_downstream: { type: "boolean", required: true, default: false },
  }),
  checks: [],
};
