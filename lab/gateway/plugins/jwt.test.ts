import { createHmac, generateKeyPairSync, type KeyObject, sign as signWith } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EchoBackend, startEchoBackend } from "../contract/echo-backend.ts";
import type { Answer } from "../contract/gateway-client.ts";
import { startTestGateway, type TestGateway } from "../contract/test-gateway.ts";

/**
 * What is expected is what Kong Gateway 3.9.3 does: its plugin's code (kong/plugins/jwt/handler.lua, jwt_parser.lua) and its
 * own tests of it (spec/03-plugins/16-jwt) were read, no real Kong was driven.
 */

const SECRET = "a secret of thirty-two characters";
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();

let lab: TestGateway;
let backend: EchoBackend;
let consumerId: unknown;

beforeAll(async () => {
  [lab, backend] = await Promise.all([startTestGateway(), startEchoBackend("A")]);
  consumerId = (await lab.admin("POST", "/consumers", { username: "app", custom_id: "app-1" })).id;
  const credentials = [
    { key: "hs", secret: SECRET },
    { key: "rs", algorithm: "RS256", rsa_public_key: pem(rsa.publicKey) },
    { key: "es", algorithm: "ES256", rsa_public_key: pem(ec.publicKey) },
  ];
  for (const credential of credentials) await lab.admin("POST", "/consumers/app/jwt", credential);
  await protect("api", { claims_to_verify: ["exp"], cookie_names: ["session"], run_on_preflight: false });
});

afterAll(async () => {
  await lab.close();
  await backend.close();
});

async function protect(name: string, config: object): Promise<void> {
  await lab.serve(name, { [`127.0.0.1:${backend.port}`]: 1 });
  await lab.admin("POST", `/services/${name}/plugins`, { name: "jwt", config });
}

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const hmac = (signed: string, secret = SECRET) => createHmac("sha256", secret).update(signed).digest();

type Signer = (signed: string) => Buffer;
const SIGNERS: Record<string, Signer> = {
  HS256: hmac,
  RS256: (signed) => signWith("sha256", Buffer.from(signed), rsa.privateKey),
  ES256: (signed) => signWith("sha256", Buffer.from(signed), { key: ec.privateKey, dsaEncoding: "ieee-p1363" }),
};

function token(claims: object, header: { alg: string; [claim: string]: unknown } = { alg: "HS256" }, signer?: Signer) {
  const signed = `${encode({ typ: "JWT", ...header })}.${encode(claims)}`;
  const signature = (signer ?? SIGNERS[header.alg] ?? (() => Buffer.of()))(signed);
  return `${signed}.${signature.toString("base64url")}`;
}

const good = () => token({ iss: "hs", exp: inSeconds(60) });
const get = (path = "/api", headers: Record<string, string> = {}) => lab.client.proxy("GET", path, headers);
const bearing = (text: string, path = "/api") => get(path, { authorization: `Bearer ${text}` });

function expectRefused(answer: Answer, body: object, challenge = 'Bearer error="invalid_token"'): void {
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 401, text: JSON.stringify(body) });
  expect(answer.headers).toMatchObject({
    "www-authenticate": challenge,
    "content-type": "application/json; charset=utf-8",
  });
}

describe("a token that is right", () => {
  test.each([
    { alg: "HS256", iss: "hs" },
    { alg: "RS256", iss: "rs" },
    { alg: "ES256", iss: "es" },
  ])("by $alg lets the request through, and the target learns whose it is", async ({ alg, iss }) => {
    const text = token({ iss, exp: inSeconds(60) }, { alg });
    const answer = await get("/api", {
      authorization: `Bearer ${text}`,
      "x-consumer-username": "root",
      "x-anonymous-consumer": "true",
    });
    expect(answer.status).toBe(200);
    const { headers } = answer.body as { headers: Record<string, string> };
    expect(headers).toMatchObject({
      authorization: `Bearer ${text}`,
      "x-consumer-id": consumerId,
      "x-consumer-custom-id": "app-1",
      "x-consumer-username": "app",
      "x-credential-identifier": iss,
    });
    expect(headers).not.toHaveProperty("x-anonymous-consumer");
  });

  test("may come in the query or a cookie, and the same one in all of them", async () => {
    const text = good();
    expect((await get(`/api?a=1&jwt=${text}`)).status).toBe(200);
    expect((await get("/api", { cookie: `a=b; session=${text}` })).status).toBe(200);
    const everywhere = { authorization: `bearer ${text}`, cookie: `session=${text}` };
    expect((await get(`/api?jwt=${text}`, everywhere)).status).toBe(200);
  });

  test("may name its credential in its header instead", async () => {
    expect((await bearing(token({ exp: inSeconds(60) }, { alg: "HS256", iss: "hs" }))).status).toBe(200);
  });
});

describe("a request is refused", () => {
  test("without a token, and the target is not asked", async () => {
    const seen = backend.seen();
    expectRefused(await get(), { message: "Unauthorized" }, "Bearer");
    expectRefused(await get("/api", { authorization: "Basic YTpi" }), { message: "Unauthorized" }, "Bearer");
    expectRefused(await get("/api", { cookie: "other=1" }), { message: "Unauthorized" }, "Bearer");
    expect(backend.seen()).toBe(seen);
  });

  test("with two different tokens, or a parameter that has no value", async () => {
    expectRefused(await bearing("a.b.c", `/api?jwt=${good()}`), { message: "Multiple tokens provided" });
    expectRefused(await get("/api?jwt"), { message: "Unrecognizable token" });
    expectRefused(await get("/api?jwt="), { message: "Unauthorized" }, "Bearer");
  });

  test.each([
    ["one part", () => "nothing", "invalid JSON"],
    ["two parts", () => good().split(".").slice(0, 2).join("."), "invalid JSON"],
    ["a header that is no JSON", () => `${Buffer.from("{").toString("base64url")}.e30.AA`, "invalid JSON"],
    ["alg none", () => token({ iss: "hs", exp: inSeconds(60) }, { alg: "none" }), "invalid alg"],
    ["alg None and a signature", () => token({ iss: "hs" }, { alg: "None" }, hmac), "invalid alg"],
    ["no alg", () => `${encode({ typ: "JWT" })}.${encode({ iss: "hs" })}.AA`, "invalid alg"],
    ["a signature that is no base64url", () => `${good()}+/`, "invalid signature"],
    ["four parts", () => `${good()}.more`, "invalid signature"],
  ])("with a token of %s", async (_, text, problem) => {
    expectRefused(await bearing(text()), { message: `Bad token; ${problem}` });
  });

  test.each([
    ["names no credential", { exp: 1 }, "No mandatory 'iss' in claims"],
    ["names an empty one", { iss: "" }, "Invalid 'iss' in claims"],
    ["names one that is not there", { iss: "nobody" }, "No credentials found for given 'iss'"],
  ])("with a token that %s", async (_, claims, message) => {
    expectRefused(await bearing(token(claims)), { message });
  });

  test("with a token that is signed by another key", async () => {
    const forged = token({ iss: "hs", exp: inSeconds(60) }, { alg: "HS256" }, (signed) => hmac(signed, "guess"));
    expectRefused(await bearing(forged), { message: "Invalid signature" });
    const other = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const stranger = token({ iss: "es", exp: inSeconds(60) }, { alg: "ES256" }, (signed) =>
      signWith("sha256", Buffer.from(signed), { key: other.privateKey, dsaEncoding: "ieee-p1363" }),
    );
    expectRefused(await bearing(stranger), { message: "Invalid signature" });
    expectRefused(await bearing(token({ iss: "rs" }, { alg: "RS256" }, () => Buffer.alloc(256))), {
      message: "Invalid signature",
    });
  });

  test("with claims that were changed after signing, or a signature that was cut short", async () => {
    const [header, , signature] = token({ iss: "hs", exp: 1 }).split(".");
    const changed = `${header}.${encode({ iss: "hs", exp: inSeconds(60) })}.${signature}`;
    expectRefused(await bearing(changed), { message: "Invalid signature" });
    expectRefused(await bearing(good().slice(0, -4)), { message: "Invalid signature" });
  });

  test("with an algorithm that is not the credential's: a public key is no secret of an HMAC", async () => {
    const confused = token({ iss: "rs", exp: inSeconds(60) }, { alg: "HS256" }, (signed) =>
      hmac(signed, pem(rsa.publicKey)),
    );
    expectRefused(await bearing(confused), { message: "Invalid algorithm" });
    expectRefused(await bearing(token({ iss: "hs", exp: inSeconds(60) }, { alg: "RS256" })), {
      message: "Invalid algorithm",
    });
  });

  test.each([
    ["has expired", { exp: inSeconds(-1) }, { exp: "token expired" }],
    ["never expires", {}, { exp: "must be a number" }],
    ["expires at a text", { exp: "tomorrow" }, { exp: "must be a number" }],
  ])("with a token that %s", async (_, claims, body) => {
    expectRefused(await bearing(token({ iss: "hs", ...claims })), body);
  });
});

test("what Kong's own code fails on is answered with 500, as there", async () => {
  const short = token({ iss: "es", exp: inSeconds(60) }, { alg: "ES256" }, () => Buffer.alloc(10));
  for (const text of [short, token({ iss: 5 }), `${encode(5)}.${encode({})}.AA`]) {
    const answer = await bearing(text);
    expect([answer.status, answer.body]).toEqual([500, { message: "An unexpected error occurred" }]);
  }
});

test("OPTIONS passes where config says so, and a preflight is answered by cors before", async () => {
  expect((await lab.client.proxy("OPTIONS", "/api")).status).toBe(200);
  await protect("strict", {});
  expectRefused(await lab.client.proxy("OPTIONS", "/strict"), { message: "Unauthorized" }, "Bearer");
  await lab.admin("POST", "/services/strict/plugins", { name: "cors", config: { origins: ["*"] } });
  const preflight = { origin: "http://a.example", "access-control-request-method": "POST" };
  expect((await lab.client.proxy("OPTIONS", "/strict", preflight)).status).toBe(200);
  const refused = await get("/strict", { origin: "http://a.example" });
  expect(refused.headers).toMatchObject({ "access-control-allow-origin": "*" });
  expectRefused(refused, { message: "Unauthorized" }, "Bearer");
});

test("a realm, another claim for the key, encoded secrets, a limit of lifetimes, and nbf are obeyed", async () => {
  const config = {
    key_claim_name: "kid",
    secret_is_base64: true,
    realm: "release",
    claims_to_verify: ["exp", "nbf"],
    maximum_expiration: 300,
  };
  await protect("other", config);
  const secret = Buffer.from(SECRET).toString("base64");
  await lab.admin("POST", "/consumers/app/jwt", { key: "b64", secret });
  const ask = (claims: object) => bearing(token(claims, { alg: "HS256", kid: "b64" }), "/other");
  const refused = 'Bearer realm="release" error="invalid_token"';
  expect((await ask({ exp: inSeconds(290), nbf: inSeconds(-1) })).status).toBe(200);
  expectRefused(await ask({ exp: inSeconds(60), nbf: inSeconds(30) }), { nbf: "token not valid yet" }, refused);
  const late = { exp: inSeconds(400), nbf: inSeconds(-1) };
  expectRefused(await ask(late), { exp: "exceeds maximum allowed expiration" }, refused);
  expectRefused(await get("/other"), { message: "Unauthorized" }, 'Bearer realm="release"');
});

test("who it is counts for limits, metrics and hashing", async () => {
  await lab.admin("POST", "/services/api/plugins", {
    name: "rate-limiting",
    config: { minute: 1000, limit_by: "consumer" },
  });
  await lab.admin("POST", "/services/api/plugins", {
    name: "prometheus",
    config: { status_code_metrics: true, per_consumer: true },
  });
  await bearing(good());
  const second = await bearing(good());
  expect(second.headers["x-ratelimit-remaining-minute"]).toBe("998");
  const metrics = await lab.client.admin("GET", "/metrics");
  expect(metrics.text).toContain('route="api",code="200",source="service",workspace="default",consumer="app"} 2');
});

describe("the Admin API", () => {
  test("makes up a key and a secret of 32 characters, and finds credentials by key and id", async () => {
    const made = await lab.admin("POST", "/consumers/app/jwt", {});
    expect(made).toMatchObject({
      algorithm: "HS256",
      consumer: { id: consumerId },
      key: expect.stringMatching(/^[A-Za-z\d]{32}$/),
      secret: expect.stringMatching(/^[A-Za-z\d]{32}$/),
      rsa_public_key: null,
    });
    expect(made).not.toHaveProperty("updated_at");
    expect(await lab.admin("GET", `/consumers/${consumerId}/jwt/${made.key}`)).toEqual(made);
    expect(await lab.admin("GET", `/jwts/${made.id}`)).toEqual(made);
    expect(await lab.admin("GET", `/jwts/${made.key}/consumer`)).toMatchObject({ username: "app" });
    const changed = await lab.admin("PATCH", `/consumers/app/jwt/${made.id}`, { secret: "new" });
    expect(changed).toEqual({ ...made, secret: "new" });
    expect(await lab.admin("PUT", "/consumers/app/jwt/abcd", {})).toMatchObject({ key: "abcd" });
    expect((await lab.client.admin("DELETE", "/consumers/app/jwt/blah")).status).toBe(404);
    expect((await lab.client.admin("DELETE", "/consumers/app/jwt/abcd")).status).toBe(204);
  });

  const CONDITION = ["failed conditional validation given value of field 'algorithm'"];

  test.each([
    [
      "RS256 without its key",
      { algorithm: "RS256" },
      { rsa_public_key: "required field missing", "@entity": CONDITION },
    ],
    [
      "RS256 with something else",
      { algorithm: "RS256", rsa_public_key: "test" },
      { rsa_public_key: "invalid key", "@entity": CONDITION },
    ],
    [
      "an unknown algorithm",
      { algorithm: "none" },
      { algorithm: expect.stringMatching(/^expected one of: HS256, HS384/) },
    ],
  ])("refuses %s", async (_, body, fields) => {
    const answer = await lab.client.admin("POST", "/consumers/app/jwt", { key: "bad", ...body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 2, fields });
  });

  test("takes ES256 without a key, as Kong does; its tokens are refused", async () => {
    await lab.admin("POST", "/consumers/app/jwt", { key: "keyless", algorithm: "ES256" });
    expectRefused(await bearing(token({ iss: "keyless" }, { alg: "ES256" })), { message: "Invalid key/secret" });
  });

  test("refuses a key that is there, and a consumer without a name", async () => {
    await lab.admin("POST", "/consumers", { username: "other" });
    const twin = await lab.client.admin("POST", "/consumers/other/jwt", { key: "hs" });
    expect([twin.status, twin.body]).toMatchObject([409, { code: 5, fields: { key: "hs" } }]);
    const nameless = await lab.client.admin("POST", "/consumers", { tags: ["a"] });
    expect(nameless.body).toMatchObject({
      fields: { "@entity": ["at least one of these fields must be non-empty: 'custom_id', 'username'"] },
    });
    const limited = await lab.client.admin("POST", "/plugins", {
      name: "jwt",
      config: { maximum_expiration: 5, claims_to_verify: ["nbf"] },
    });
    expect(limited.body).toMatchObject({ fields: { config: { claims_to_verify: "expected to contain: exp" } } });
  });

  test("deletes a consumer's credentials with it, and their tokens are refused from then on", async () => {
    await lab.admin("POST", "/consumers", { username: "leaving" });
    await lab.admin("POST", "/consumers/leaving/jwt", { key: "leaving", secret: SECRET });
    const text = token({ iss: "leaving", exp: inSeconds(60) });
    expect((await bearing(text)).status).toBe(200);
    await lab.admin("DELETE", "/consumers/leaving");
    expect((await lab.client.admin("GET", "/jwts/leaving")).status).toBe(404);
    expectRefused(await bearing(text), { message: "No credentials found for given 'iss'" });
  });
});
