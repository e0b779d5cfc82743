import { createPublicKey, type KeyObject } from "node:crypto";
import { GATES_ISSUER } from "../../gates/token/issuer.ts";
import type { ReleaseConfig } from "./schema.ts";
import type { SecretKey } from "./secrets.ts";

type JwtConfig = ReleaseConfig["gateway"]["jwt"];

/** A key of an HMAC must be as long as its hash at least: 32 bytes for HS256 (RFC 7518, 3.2). */
const MIN_SECRET_BYTES = 32;
/** The shortest key of RSA that RFC 7518, 3.3 allows, in bits. */
const MIN_RSA_BITS = 2048;

/** What is wrong with `gateway.jwt`: nothing where it is off or right. A key is never quoted: it may be a private one. Pure. */
export function jwtContradictions({ gateway: { jwt } }: Pick<ReleaseConfig, "gateway">): string[] {
  const { issuer, algorithm, publicKey, cookieName } = jwt;
  if (issuer === "") {
    const given = [...(publicKey ? ["publicKey"] : []), ...(cookieName ? ["cookieName"] : [])];
    return given.map(
      (key) =>
        `gateway.jwt.${key} is set, but gateway.jwt.issuer is ""; set the issuer of users' tokens, or take it away`,
    );
  }
  if (issuer === GATES_ISSUER) {
    return [`gateway.jwt.issuer is "${issuer}", which is the gates' own; users' tokens must have another`];
  }
  if (algorithm === "HS256") {
    return publicKey === ""
      ? []
      : [
          "gateway.jwt.publicKey is set, but gateway.jwt.algorithm HS256 has none; set jwtSecret instead, or another algorithm",
        ];
  }
  const problem = keyProblem(algorithm, publicKey);
  return problem === undefined ? [] : [`gateway.jwt.publicKey ${problem}`];
}

function keyProblem(algorithm: "RS256" | "ES256", text: string): string | undefined {
  if (text === "") return `is ""; gateway.jwt.algorithm ${algorithm} needs the issuer's public key as PEM`;
  if (text.includes("PRIVATE KEY"))
    return "is a private key; give the public one, and make a new pair if this stands in a file";
  const key = readKey(text);
  if (!key) return "is no public key; it must be PEM text (-----BEGIN PUBLIC KEY-----)";
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (algorithm === "ES256") {
    return details?.namedCurve === "prime256v1"
      ? undefined
      : `is of type ${type}; ES256 needs a key on the curve P-256`;
  }
  if (type !== "rsa") return `is of type ${type}; RS256 needs an RSA key`;
  const bits = details?.modulusLength ?? 0;
  return bits >= MIN_RSA_BITS ? undefined : `has ${bits} bits; RS256 needs ${MIN_RSA_BITS} at least`;
}

function readKey(text: string): KeyObject | undefined {
  try {
    return createPublicKey(text);
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with the secrets that `gateway.jwt` needs; no secret is quoted. Pure.
 *
 * @param arePlaceholders whether short texts may stand for the secrets, as in previews where they are not to be seen
 */
export function jwtSecretProblems(
  { issuer, algorithm }: JwtConfig,
  secretOf: (key: SecretKey) => string,
  arePlaceholders = false,
): string[] {
  if (issuer === "") return [];
  const needed: SecretKey[] = ["gatesJwtSecret", ...(algorithm === "HS256" ? ["jwtSecret" as const] : [])];
  return needed.flatMap((key) => {
    const bytes = Buffer.byteLength(secretOf(key));
    if (bytes >= (arePlaceholders ? 1 : MIN_SECRET_BYTES)) return [];
    const state = bytes === 0 ? "is not set" : `has ${bytes} bytes`;
    return [
      `${key} ${state}; gateway.jwt needs it, with ${MIN_SECRET_BYTES} bytes or more: pulumi config set --secret ${key} "$(openssl rand -base64 32)"`,
    ];
  });
}
