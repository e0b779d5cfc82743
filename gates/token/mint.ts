import { createHmac } from "node:crypto";
import { GATES_ISSUER } from "./issuer.ts";

/** From minting to the gateway's look at it, in seconds: long enough for clocks that differ a little. */
export const LIFETIME_SECONDS = 60;

/**
 * The header that lets a gate's request in, with a token made for this request alone; none where the gateway asks for none.
 *
 * @param secret of the gates' credential, config `gatesJwtSecret`
 */
export function authorization(secret: string | undefined, now = new Date()): Record<string, string> {
  return secret === undefined ? {} : { authorization: `Bearer ${mintToken(secret, now)}` };
}

/** A JSON web token by HS256 (RFC 7515, RFC 7519) that expires a minute from `now`. */
export function mintToken(secret: string, now: Date): string {
  const expires = Math.floor(now.getTime() / 1000) + LIFETIME_SECONDS;
  const signed = [
    { alg: "HS256", typ: "JWT" },
    { iss: GATES_ISSUER, exp: expires },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
