import type { EntitySchema } from "../schema/fields.ts";
import * as types from "./field-types.ts";

export const consumers: EntitySchema = {
  name: "consumers",
  endpointKey: "username",
  fields: {
    id: types.id,
    created_at: types.timestamp,
    updated_at: types.timestamp,
    username: { type: "string", unique: true },
    custom_id: { type: "string", unique: true },
    tags: types.tags,
  },
  entityChecks: [{ kind: "atLeastOneOf", fields: ["custom_id", "username"] }],
};
