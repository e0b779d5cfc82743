import { isObject, type JsonObject } from "../json.ts";
import { isAlgorithm } from "./jwt-signature.ts";

export interface Token {
  header: JsonObject;
  claims: JsonObject;
  /** What is signed. */
  signed: string;
  signature: Buffer;
}

export type Decoded = { ok: true; token: Token } | { ok: false; problem: string };

/**
 * Takes a token apart; nothing in it is believed yet. The problems are in Kong 3.9.3's words (kong/plugins/jwt/jwt_parser.lua).
 *
 * @throws where Kong's own code would: for a header or claims that are no object
 */
export function decodeToken(text: string): Decoded {
  const [header64, claims64, ...rest] = text.split(".");
  // What follows a second dot is the signature, with whatever dots are in it.
  const signature64 = rest.length === 0 ? undefined : rest.join(".");
  const header = jsonOf(header64);
  const claims = jsonOf(claims64);
  if (header === undefined || claims === undefined || signature64 === undefined) return bad("invalid JSON");
  const { alg } = tableOf(header);
  if (typeof alg !== "string" || !isAlgorithm(alg)) return bad("invalid alg");
  const signature = bytesOf(signature64);
  if (!signature) return bad("invalid signature");
  const signed = `${header64}.${claims64}`;
  return { ok: true, token: { header: tableOf(header), claims: tableOf(claims), signed, signature } };
}

/** Lua has one kind of table; on anything else Kong's code fails. */
function tableOf(value: unknown): JsonObject {
  if (Array.isArray(value)) return {};
  if (!isObject(value)) throw new Error("no table");
  return value;
}

function bad(problem: string): Decoded {
  return { ok: false, problem };
}

function jsonOf(text: string | undefined): unknown {
  const bytes = text === undefined ? undefined : bytesOf(text);
  try {
    return bytes && JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

/** Undefined for a text that is no base64url. */
function bytesOf(text: string): Buffer | undefined {
  const digits = /^([A-Za-z0-9_-]*)={0,2}$/.exec(text)?.[1];
  return digits === undefined || digits.length % 4 === 1 ? undefined : Buffer.from(digits, "base64url");
}
