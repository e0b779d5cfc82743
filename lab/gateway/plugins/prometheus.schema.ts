import type { PluginSchema } from "../admin/entities/plugins.ts";
import { type Field, recordOf } from "../admin/schema/fields.ts";

const off: Field = { type: "boolean", default: false };

export const schema: PluginSchema = {
  name: "prometheus",
  config: recordOf({
    per_consumer: off,
    status_code_metrics: off,
    ai_metrics: off,
    latency_metrics: off,
    bandwidth_metrics: off,
    upstream_health_metrics: off,
  }),
  checks: [],
};
