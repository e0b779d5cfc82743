import type { JsonObject } from "../json.ts";
import type { Consumer, JwtSecret } from "../store/entities.ts";
import type { Exchange, PluginAnswer, PluginHandler } from "./handler.ts";
import { isSymmetric, verifies } from "./jwt-signature.ts";
import { type TokenSources, tokensOf } from "./jwt-sources.ts";
import { decodeToken, type Token } from "./jwt-token.ts";

interface Config extends TokenSources {
  key_claim_name: string | null;
  secret_is_base64: boolean;
  claims_to_verify: ("exp" | "nbf")[] | null;
  run_on_preflight: boolean;
  /** Seconds. */
  maximum_expiration: number | null;
  realm: string | null;
}

/** Where the plugin finds out whose a token is. */
export interface Credentials {
  /** The credential that tokens name by this key. */
  byKey(key: string): JwtSecret | undefined;
  consumer(id: string): Consumer | undefined;
}

type Judgement = { ok: true; credential: JwtSecret; consumer: Consumer } | { ok: false; answer: PluginAnswer };

/**
 * Lets a request through when it brings one token that a credential verifies. What is looked at in which order, and
 * what is answered, is Kong 3.9.3's (kong/plugins/jwt/handler.lua).
 */
export function jwt(credentials: Credentials): PluginHandler {
  return {
    name: "jwt",
    priority: 1450,
    create(raw) {
      const config = raw as unknown as Config;
      return {
        access(exchange) {
          if (!config.run_on_preflight && exchange.method === "OPTIONS") return undefined;
          const judgement = judgeOrFail(config, credentials, exchange);
          if (!judgement.ok) return judgement.answer;
          authenticate(exchange, judgement);
          return undefined;
        },
      };
    },
  };
}

/** Kong's own code fails on some tokens, such as one whose key is no text, and answers so. */
function judgeOrFail(config: Config, credentials: Credentials, exchange: Exchange): Judgement {
  try {
    return judge(config, credentials, exchange);
  } catch {
    return { ok: false, answer: { kind: "json", status: 500, body: { message: "An unexpected error occurred" } } };
  }
}

function judge(config: Config, credentials: Credentials, exchange: Exchange): Judgement {
  const challenge = config.realm ? `Bearer realm="${config.realm}"` : "Bearer";
  const refuse = (body: JsonObject, header = `${challenge} error="invalid_token"`): Judgement => ({
    ok: false,
    answer: { kind: "json", status: 401, body, headers: { "www-authenticate": header } },
  });
  const [text, ...more] = tokensOf(config, exchange);
  if (text === undefined) return refuse({ message: "Unauthorized" }, challenge);
  if (more.length > 0) return refuse({ message: "Multiple tokens provided" });
  if (text === true) return refuse({ message: "Unrecognizable token" });
  const decoded = decodeToken(text);
  if (!decoded.ok) return refuse({ message: `Bad token; ${decoded.problem}` });
  const { token } = decoded;
  const claim = config.key_claim_name ?? "iss";
  // In Lua an empty text counts as there.
  const key = [token.claims[claim], token.header[claim]].find((value) => value !== undefined && value !== false);
  if (key === undefined) return refuse({ message: `No mandatory '${claim}' in claims` });
  if (key === "") return refuse({ message: `Invalid '${claim}' in claims` });
  if (typeof key !== "string") throw new Error(`${claim} is no text`);
  const credential = credentials.byKey(key);
  if (!credential) return refuse({ message: `No credentials found for given '${claim}'` });
  // The credential says how it is signed, never the token: else a public key would do as the secret of an HMAC.
  const algorithm = credential.algorithm ?? "HS256";
  if (token.header.alg !== algorithm) return refuse({ message: "Invalid algorithm" });
  const verifier = keyOf(credential, algorithm, config.secret_is_base64);
  if (verifier === null) return refuse({ message: "Invalid key/secret" });
  if (!verifies(algorithm, token.signed, token.signature, verifier)) return refuse({ message: "Invalid signature" });
  const problems = problemsOf(config, token, Math.floor(Date.now() / 1000));
  if (Object.keys(problems).length > 0) return refuse(problems);
  const consumer = credentials.consumer(credential.consumer.id);
  if (!consumer) {
    const message = `Could not find consumer for '${claim}=${key}'`;
    return { ok: false, answer: { kind: "json", status: 401, body: { message } } };
  }
  return { ok: true, credential, consumer };
}

function keyOf(credential: JwtSecret, algorithm: string, isBase64: boolean): string | Buffer | null {
  if (!isSymmetric(algorithm)) return credential.rsa_public_key;
  return isBase64 && credential.secret !== null ? Buffer.from(credential.secret, "base64url") : credential.secret;
}

/** What is wrong with the claims that config wants to be looked at, by claim. @param now in whole seconds. */
function problemsOf({ claims_to_verify, maximum_expiration }: Config, { claims }: Token, now: number): JsonObject {
  const wrong: JsonObject = {};
  for (const name of claims_to_verify ?? []) {
    const value = claims[name];
    if (typeof value !== "number") wrong[name] = "must be a number";
    else if (name === "exp" && value <= now) wrong.exp = "token expired";
    else if (name === "nbf" && value > now) wrong.nbf = "token not valid yet";
  }
  if (Object.keys(wrong).length > 0 || !maximum_expiration) return wrong;
  const { exp } = claims;
  if (exp === undefined || Number(exp) - now > maximum_expiration) {
    return { exp: "exceeds maximum allowed expiration" };
  }
  return {};
}

/** The target learns who it is; what a client says of that itself does not get through. */
function authenticate(
  exchange: Exchange,
  { consumer, credential }: { consumer: Consumer; credential: JwtSecret },
): void {
  exchange.authenticated = { consumer, credential };
  const headers = exchange.upstreamHeaders;
  const say = (name: string, value: string | null) => {
    if (value === null) delete headers[name];
    else headers[name] = value;
  };
  say("x-consumer-id", consumer.id);
  say("x-consumer-custom-id", consumer.custom_id);
  say("x-consumer-username", consumer.username);
  say("x-credential-identifier", credential.key);
  say("x-anonymous-consumer", null);
}
