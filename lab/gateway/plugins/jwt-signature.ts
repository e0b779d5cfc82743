import {
  constants,
  createHmac,
  createPublicKey,
  type KeyObject,
  timingSafeEqual,
  type VerifyKeyObjectInput,
  verify,
} from "node:crypto";

interface Scheme {
  hash: string | null;
  options?: Omit<VerifyKeyObjectInput, "key">;
  /** How long a signature must be, in bytes; Kong fails on any other, instead of refusing it. */
  bytes?: number;
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
const raw = { dsaEncoding: "ieee-p1363" } as const;

const SYMMETRIC: Readonly<Record<string, string>> = { HS256: "sha256", HS384: "sha384", HS512: "sha512" };
const ASYMMETRIC: Readonly<Record<string, Scheme>> = {
  RS256: { hash: "sha256" },
  RS384: { hash: "sha384" },
  RS512: { hash: "sha512" },
  ES256: { hash: "sha256", options: raw, bytes: 64 },
  ES384: { hash: "sha384", options: raw, bytes: 96 },
  ES512: { hash: "sha512", options: raw, bytes: 132 },
  PS256: { hash: "sha256", options: pss, bytes: 256 },
  PS384: { hash: "sha384", options: pss, bytes: 256 },
  PS512: { hash: "sha512", options: pss, bytes: 256 },
  EdDSA: { hash: null },
};

/** Anything else, `none` before all, is no algorithm of Kong's. */
export function isAlgorithm(name: string): boolean {
  return Object.hasOwn(SYMMETRIC, name) || Object.hasOwn(ASYMMETRIC, name);
}

export function isSymmetric(algorithm: string): boolean {
  return Object.hasOwn(SYMMETRIC, algorithm);
}

/**
 * Whether a signature is right.
 *
 * @param key the secret of a symmetric algorithm, else a public key as PEM
 * @throws for a key that is none, and a signature of a length that the algorithm cannot have
 */
export function verifies(algorithm: string, signed: string, signature: Buffer, key: string | Buffer): boolean {
  const hmac = SYMMETRIC[algorithm];
  if (hmac !== undefined) {
    const expected = createHmac(hmac, key).update(signed).digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }
  const scheme = ASYMMETRIC[algorithm];
  if (!scheme) throw new Error(`${algorithm} is no algorithm for signatures`);
  const publicKey = createPublicKey(key);
  if (scheme.bytes !== undefined && signature.length !== scheme.bytes) {
    throw new Error(`Signature must be ${scheme.bytes} bytes.`);
  }
  return fits(scheme, publicKey, signed, signature);
}

/** A key of another kind than the algorithm's verifies nothing. */
function fits({ hash, options }: Scheme, key: KeyObject, signed: string, signature: Buffer): boolean {
  try {
    return verify(hash, Buffer.from(signed), { key, ...options }, signature);
  } catch {
    return false;
  }
}
