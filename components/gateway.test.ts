import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { Gateway } from "./gateway.ts";
import type { GatewayAccess } from "./gateway-access.ts";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
}

let registered: Registered[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs: given }) {
      const { isRpcSecret, unwrapRpcSecret } = pulumi.runtime;
      const inputs = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, unwrapRpcSecret(value)]));
      const secrets = Object.keys(inputs).filter((key) => isRpcSecret(given[key]));
      registered.push({ type: type.split(":").at(-1) ?? "", name, inputs, secrets });
      return { id: `${name}-id`, state: given };
    },
    call: () => ({}),
  });
});

/** What a gateway with all of its routes registers. */
async function register(access: GatewayAccess | undefined): Promise<readonly Registered[]> {
  registered = [];
  const endpoints = {
    adminUrl: "http://127.0.0.1:1",
    proxyUrl: "http://127.0.0.1:2",
    nobody: "127.0.0.1:3",
    ready: [],
  };
  const gateway = new Gateway("gateway", { endpoints, requestsPerMinute: 1, access });
  for (const track of ["stable", "canary", "previous"] as const) gateway.addTrack(track, {}, []);
  gateway.addMainRoutes([]);
  // Registrations of mocks have all been asked for when this one is answered.
  await pulumi.runtime.disconnect();
  return registered;
}

const named = (all: readonly Registered[], type: string) => all.filter((one) => one.type === type);
const configOf = (plugin: Registered | undefined) => JSON.parse(String(plugin?.inputs.configJson));

const ACCESS: GatewayAccess = {
  users: { issuer: "https://issuer", algorithm: "RS256", publicKey: "PEM" },
  cookieName: "session",
  gatesSecret: pulumi.secret("s3cr3t"),
};

describe("a gateway that asks nobody for a token", () => {
  it("has nothing of it", async () => {
    const all = await register(undefined);
    expect(named(all, "Plugin").map(({ name }) => name)).toEqual([
      "correlation-id",
      "rate-limiting",
      "cors",
      "prometheus",
    ]);
    expect([...named(all, "Consumer"), ...named(all, "ConsumerJwtAuth")]).toEqual([]);
    const cors = configOf(all.find(({ name }) => name === "cors"));
    expect(cors.headers).toEqual(["Content-Type", "X-Trace-Id", "X-Release-Track"]);
  });
});

describe("a gateway that asks for tokens", () => {
  it("does so on the main route and on every track of what executes, and nowhere else", async () => {
    const all = await register(ACCESS);
    const plugins = named(all, "Plugin").filter(({ inputs }) => inputs.name === "jwt");
    expect(plugins.map(({ inputs }) => inputs.serviceId).sort()).toEqual(
      ["", "canary-", "previous-", "stable-"].map((track) => `${track}automation-service-id`),
    );
    for (const plugin of plugins) {
      expect(configOf(plugin)).toEqual({
        key_claim_name: "iss",
        claims_to_verify: ["exp"],
        run_on_preflight: false,
        uri_param_names: [],
        cookie_names: ["session"],
      });
    }
    expect(configOf(all.find(({ name }) => name === "cors")).headers).toContain("Authorization");
  });

  it("knows users by their issuer's key and the gates by a secret that stays one", async () => {
    const [users, gates] = named(await register(ACCESS), "ConsumerJwtAuth");
    expect(users).toMatchObject({
      inputs: { consumerId: "release-users-id", key: "https://issuer", algorithm: "RS256", rsaPublicKey: "PEM" },
      secrets: [],
    });
    expect(users?.inputs).not.toHaveProperty("secret");
    expect(gates).toMatchObject({
      inputs: { consumerId: "release-gates-id", key: "release-gates", algorithm: "HS256", secret: "s3cr3t" },
      secrets: ["secret"],
    });
  });

  it("knows users by a secret with HS256, which stays one too", async () => {
    const users = { issuer: "https://issuer", algorithm: "HS256", secret: pulumi.secret("shared") } as const;
    const [credential] = named(await register({ ...ACCESS, users }), "ConsumerJwtAuth");
    expect(credential).toMatchObject({ inputs: { algorithm: "HS256", secret: "shared" }, secrets: ["secret"] });
  });
});
