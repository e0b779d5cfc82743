import type { PluginSchema } from "../admin/entities/plugins.ts";
import { type Field, recordOf } from "../admin/schema/fields.ts";

const names: Field = { type: "set", elements: { type: "string" } };

export const schema: PluginSchema = {
  name: "jwt",
  config: recordOf({
    uri_param_names: { ...names, default: ["jwt"] },
    cookie_names: { ...names, default: [] },
    key_claim_name: { type: "string", default: "iss" },
    secret_is_base64: { type: "boolean", required: true, default: false },
    claims_to_verify: { type: "set", elements: { type: "string", oneOf: ["exp", "nbf"] } },
    anonymous: { type: "string" },
    run_on_preflight: { type: "boolean", required: true, default: true },
    /** Seconds; 0 for no limit. */
    maximum_expiration: { type: "number", default: 0, between: [0, 31_536_000] },
    header_names: { ...names, default: ["authorization"] },
    realm: { type: "string" },
  }),
  checks: [
    {
      kind: "conditional",
      if: "config.maximum_expiration",
      matches: { isAbove: 0 },
      subject: "config.claims_to_verify",
      must: { be: "containing", value: "exp" },
    },
  ],
};
