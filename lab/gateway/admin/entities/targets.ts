import { formatAddress, parseAddress } from "../addresses.ts";
import type { EntitySchema } from "../schema/fields.ts";
import * as types from "./field-types.ts";

/** A target without a port gets this one. */
const DEFAULT_PORT = 8000;

export const targets: EntitySchema = {
  name: "targets",
  endpointKey: "target",
  uniqueTogether: ["upstream", "target"],
  notNull: ["weight"],
  fields: {
    id: types.id,
    created_at: types.timestampWithMillis,
    updated_at: types.timestampWithMillis,
    upstream: { type: "foreign", reference: "upstreams", required: true, onDelete: "cascade" },
    target: {
      type: "string",
      required: true,
      check: (value: string) =>
        parseAddress(value).ok ? undefined : `Invalid target ('${value}'); not a valid hostname or ip address`,
    },
    weight: { type: "integer", default: 100, between: [0, 65535] },
    tags: types.tags,
  },
  entityChecks: [],
};

/** `host:port` in canonical form, or undefined where the text is neither a host name nor an address. */
export function canonicalTarget(text: string): string | undefined {
  const parsed = parseAddress(text);
  return parsed.ok ? formatAddress(parsed.address, DEFAULT_PORT) : undefined;
}
