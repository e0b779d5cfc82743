import * as kong from "@pulumi/kong";
import type * as pulumi from "@pulumi/pulumi";
import { GATES_ISSUER } from "../gates/token/issuer.ts";
import type { Secrets } from "./config/load.ts";
import type { ReleaseConfig } from "./config/schema.ts";

/** Who may execute where a token is asked for: users, by what their issuer signs, and the gates, by a secret of their own. */
export interface GatewayAccess {
  readonly users: { readonly issuer: string } & Verification;
  /** A cookie in which a token may come too; empty, none. */
  readonly cookieName: string;
  readonly gatesSecret: pulumi.Output<string>;
}

/** What a signature is verified by. */
type Verification =
  | { readonly algorithm: "RS256" | "ES256"; readonly publicKey: string }
  | { readonly algorithm: "HS256"; readonly secret: pulumi.Output<string> };

/** Undefined where config asks nobody for a token. */
export function accessOf({ gateway: { jwt } }: ReleaseConfig, secrets: Secrets): GatewayAccess | undefined {
  const { issuer, algorithm, publicKey, cookieName } = jwt;
  if (issuer === "") return undefined;
  const verification: Verification =
    algorithm === "HS256" ? { algorithm, secret: secrets.jwtSecret } : { algorithm, publicKey };
  return { users: { issuer, ...verification }, cookieName, gatesSecret: secrets.gatesJwtSecret };
}

const USERS = "release-users";

/** The credentials by which the gateway verifies tokens, each of a consumer of its own. */
export function makeCredentials(
  { users, gatesSecret }: GatewayAccess,
  options: pulumi.CustomResourceOptions,
): kong.ConsumerJwtAuth[] {
  const credential = (username: string, args: Omit<kong.ConsumerJwtAuthArgs, "consumerId">) => {
    const { id: consumerId } = new kong.Consumer(username, { username }, options);
    return new kong.ConsumerJwtAuth(username, { consumerId, ...args }, options);
  };
  const verified = users.algorithm === "HS256" ? { secret: users.secret } : { rsaPublicKey: users.publicKey };
  return [
    credential(USERS, { key: users.issuer, algorithm: users.algorithm, ...verified }),
    credential(GATES_ISSUER, { key: GATES_ISSUER, algorithm: "HS256", secret: gatesSecret }),
  ];
}

/**
 * Configuration of the plugin that asks for tokens. They must expire, and name their credential by iss. Who may ask from
 * which page is the plugin cors' to say, so that OPTIONS needs none.
 */
export function jwtPluginConfig({ cookieName }: GatewayAccess): object {
  return {
    key_claim_name: "iss",
    claims_to_verify: ["exp"],
    run_on_preflight: false,
    // A URL stands in logs.
    uri_param_names: [],
    cookie_names: cookieName === "" ? [] : [cookieName],
  };
}
