import { type Failure, type Properties, type ResourceKind, TAGS, UNKNOWN } from "./property.ts";

const SYMMETRIC = ["HS256", "HS384", "HS512"] as const;
const ASYMMETRIC = [
  ...["RS256", "RS384", "RS512"],
  ...["ES256", "ES384", "ES512"],
  ...["PS256", "PS384", "PS512"],
  "EdDSA",
] as const;

export const consumerJwtAuth: ResourceKind = {
  token: "kong:index/consumerJwtAuth:ConsumerJwtAuth",
  noun: "JWT credential",
  description: "What tokens of a consumer are verified by; the plugin jwt finds it by a claim of the token.",
  collection: "jwt",
  parent: { property: "consumerId", collection: "consumers", id: "CONSUMER/KEY" },
  key: "key",
  properties: {
    consumerId: {
      type: "reference",
      required: true,
      replaces: true,
      field: "consumer",
      description: "Id of the consumer. Another one makes another credential.",
    },
    key: {
      type: "string",
      description:
        "What a token names it by: the value of its claim iss, unless the plugin takes another. Kong makes one up.",
    },
    algorithm: {
      type: "string",
      allowed: [...SYMMETRIC, ...ASYMMETRIC],
      default: "HS256",
      description: "The one algorithm by which a token may be signed.",
    },
    secret: {
      type: "string",
      secret: true,
      description: "The key that both sides have, for HS256, HS384 and HS512. Kong makes one up.",
    },
    rsaPublicKey: {
      type: "string",
      pattern: {
        test: /^\s*-----BEGIN (?!.*PRIVATE)[A-Z ]+-----/,
        says: "a public key in PEM form (-----BEGIN PUBLIC KEY-----)",
      },
      description:
        "The signer's public key as PEM, of whatever kind the algorithm has, for all but HS256, HS384 and HS512.",
    },
    tags: TAGS,
  },
  rules: hasItsKey,
};

/** Kong takes an ES256 credential without a key, and then answers 500 to its tokens. */
function hasItsKey({ algorithm, rsaPublicKey }: Properties): Failure[] {
  if (typeof algorithm !== "string" || algorithm === UNKNOWN) return [];
  if (SYMMETRIC.some((symmetric) => symmetric === algorithm)) return [];
  if ((rsaPublicKey ?? null) !== null) return [];
  return [
    { property: "rsaPublicKey", reason: `algorithm ${algorithm} needs rsaPublicKey, the signer's public key as PEM` },
  ];
}
