import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { jwtContradictions, jwtSecretProblems } from "./jwt.ts";

const pem = (key: KeyObject, type: "spki" | "pkcs8" = "spki") => key.export({ type, format: "pem" }).toString();
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const p256 = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const p384 = generateKeyPairSync("ec", { namedCurve: "secp384r1" });
const short = generateKeyPairSync("rsa", { modulusLength: 1024 });

const OFF = { issuer: "", algorithm: "RS256", publicKey: "", cookieName: "" } as const;
const gateway = {
  mode: "stand-in",
  adminUrl: "",
  proxyUrl: "",
  propagationSeconds: 0,
  requestsPerMinute: 1,
} as const;
const problems = (jwt: Partial<Parameters<typeof jwtSecretProblems>[0]>) =>
  jwtContradictions({ gateway: { ...gateway, jwt: { ...OFF, ...jwt } } });

describe("gateway.jwt", () => {
  it("is off without an issuer, and then has nothing else", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ publicKey: "x", cookieName: "session" })).toEqual([
      expect.stringMatching(/^gateway\.jwt\.publicKey is set, but gateway\.jwt\.issuer is ""/),
      expect.stringMatching(/^gateway\.jwt\.cookieName is set, but/),
    ]);
  });

  it("takes the key that its algorithm needs", () => {
    const issuer = "https://issuer";
    expect(problems({ issuer, publicKey: pem(rsa.publicKey) })).toEqual([]);
    expect(problems({ issuer, algorithm: "ES256", publicKey: pem(p256.publicKey) })).toEqual([]);
    expect(problems({ issuer, algorithm: "HS256" })).toEqual([]);
  });

  it.each([
    ["RS256", "", /^gateway\.jwt\.publicKey is ""; .* needs the issuer's public key as PEM$/],
    ["RS256", "nonsense", /is no public key; it must be PEM text/],
    ["RS256", pem(p256.publicKey), /is of type ec; RS256 needs an RSA key$/],
    ["RS256", pem(short.publicKey), /has 1024 bits; RS256 needs 2048 at least$/],
    ["ES256", pem(rsa.publicKey), /is of type rsa; ES256 needs a key on the curve P-256$/],
    ["ES256", pem(p384.publicKey), /ES256 needs a key on the curve P-256$/],
    ["HS256", pem(rsa.publicKey), /HS256 has none; set jwtSecret instead/],
  ] as const)("with %s refuses another key", (algorithm, publicKey, problem) => {
    expect(problems({ issuer: "a", algorithm, publicKey })).toEqual([expect.stringMatching(problem)]);
  });

  it("refuses a private key without quoting it", () => {
    const publicKey = pem(rsa.privateKey, "pkcs8");
    const [problem = ""] = problems({ issuer: "a", publicKey });
    expect(problem).toMatch(/^gateway\.jwt\.publicKey is a private key; give the public one/);
    expect(problem).not.toContain(publicKey.split("\n")[1]);
  });

  it("leaves the gates' name to the gates", () => {
    expect(problems({ issuer: "release-gates", algorithm: "HS256" })).toEqual([
      expect.stringContaining("which is the gates' own"),
    ]);
  });
});

describe("its secrets", () => {
  const LONG = "thirty-two characters are enough";
  const missing = (jwt: object, secrets: Record<string, string> = {}, arePlaceholders = false) =>
    jwtSecretProblems({ ...OFF, issuer: "a", ...jwt }, (key) => secrets[key] ?? "", arePlaceholders);

  it("are needed where it is on, the users' with HS256 alone", () => {
    expect(missing({ issuer: "" })).toEqual([]);
    expect(missing({})).toEqual([
      'gatesJwtSecret is not set; gateway.jwt needs it, with 32 bytes or more: pulumi config set --secret gatesJwtSecret "$(openssl rand -base64 32)"',
    ]);
    expect(missing({}, { gatesJwtSecret: LONG })).toEqual([]);
    expect(missing({ algorithm: "HS256" }, { gatesJwtSecret: LONG })).toEqual([
      expect.stringMatching(/^jwtSecret is not set/),
    ]);
    expect(missing({ algorithm: "HS256" }, { gatesJwtSecret: LONG, jwtSecret: LONG })).toEqual([]);
  });

  it("that are too short are not quoted", () => {
    const [problem = ""] = missing({}, { gatesJwtSecret: "hunter2" });
    expect(problem).toMatch(/^gatesJwtSecret has 7 bytes; /);
    expect(problem).not.toContain("hunter2");
    expect(missing({}, { gatesJwtSecret: "hunter2" }, true)).toEqual([]);
    expect(missing({}, {}, true)).toHaveLength(1);
  });
});
