import { createPublicKey } from "node:crypto";
import type { EntitySchema } from "../schema/fields.ts";
import * as types from "./field-types.ts";

/** Kong looks at the key of these alone: an ES256 credential without one is stored, and its tokens end in a 500. */
const WITH_CHECKED_KEY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA"];
const ALGORITHMS = ["HS256", "HS384", "HS512", ...WITH_CHECKED_KEY.slice(0, 3), "ES256", "ES384", "ES512"];

function checkKey(text: string): string | undefined {
  try {
    createPublicKey(text);
    return undefined;
  } catch {
    return "invalid key";
  }
}

/** Credentials of the plugin jwt; in the Admin API `/jwts`, and `/consumers/…/jwt`. */
export const jwtSecrets: EntitySchema = {
  name: "jwt_secrets",
  endpointKey: "key",
  paths: { top: "jwts", nested: "jwt" },
  fields: {
    id: types.id,
    created_at: types.timestamp,
    consumer: { type: "foreign", reference: "consumers", required: true, onDelete: "cascade" },
    key: { type: "string", unique: true, auto: true },
    secret: { type: "string", auto: true },
    rsa_public_key: { type: "string" },
    algorithm: { type: "string", default: "HS256", oneOf: [...ALGORITHMS, ...WITH_CHECKED_KEY.slice(3)] },
    tags: types.tags,
  },
  entityChecks: [
    {
      kind: "conditional",
      if: "algorithm",
      matches: { isOneOf: WITH_CHECKED_KEY },
      subject: "rsa_public_key",
      must: { be: "valid", check: checkKey },
    },
  ],
};
