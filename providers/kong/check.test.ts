import { describe, expect, test } from "vitest";
import { checkResource } from "./check.ts";
import { consumer } from "./resources/consumer.ts";
import { consumerJwtAuth } from "./resources/consumer-jwt-auth.ts";
import { plugin } from "./resources/plugin.ts";
import { UNKNOWN, type Value } from "./resources/property.ts";
import { route } from "./resources/route.ts";
import { target } from "./resources/target.ts";
import { upstream } from "./resources/upstream.ts";

const TARGET = { upstreamId: "u", target: "a:1", weight: 0 };
const ROUTE = { serviceId: "s", protocols: ["http"], paths: ["/"] };

describe("a target's weight", () => {
  test.each([0, 1, 65535, UNKNOWN])("%j is right", (weight) => {
    expect(checkResource(target, { ...TARGET, weight })).toEqual([]);
  });

  test.each([-1, 65536, 1.5, "50", true])("%j is wrong", (weight) => {
    expect(checkResource(target, { ...TARGET, weight })).toEqual([
      { property: "weight", reason: `weight is ${JSON.stringify(weight)}; allowed: an integer from 0 to 65535` },
    ]);
  });
});

test("names what is missing and what is not known", () => {
  expect(checkResource(target, { upstreamId: "u", target: null, weight: 1, wieght: 2 })).toEqual([
    { property: "wieght", reason: "wieght is not a property here; there are upstreamId, target, weight, tags" },
    { property: "target", reason: expect.stringMatching(/^target is required: HOST:PORT/) },
  ]);
});

test("looks into lists, headers and nested objects, and stands unknown values in them", () => {
  const headers: Value = [{ name: "Host", values: ["a"] }, { name: "X-A" }];
  expect(
    checkResource(route, { ...ROUTE, methods: ["get", UNKNOWN], headers }).map((failure) => failure.reason),
  ).toEqual([
    'methods[0] is "get"; allowed: a method in capital letters, such as GET',
    'headers[0].name is "Host"; allowed: the name of a header, but not Host: that is `hosts`',
    "headers[1].values is required: Values, one of which must match.",
  ]);
  const healthchecks = { active: { timeout: "1", healthy: { interval: UNKNOWN } }, passive: UNKNOWN };
  expect(checkResource(upstream, { name: "ai", healthchecks })).toEqual([
    {
      property: "healthchecks.active.timeout",
      reason: 'healthchecks.active.timeout is "1"; allowed: a number from 0 to 65535',
    },
  ]);
});

test("lists what is allowed", () => {
  expect(checkResource(upstream, { name: "ai", algorithm: "random" })).toEqual([
    {
      property: "algorithm",
      reason: 'algorithm is "random"; allowed: round-robin, consistent-hashing, least-connections, latency',
    },
  ]);
  expect(checkResource(route, { ...ROUTE, httpsRedirectStatusCode: 303 })[0]?.reason).toBe(
    "httpsRedirectStatusCode is 303; allowed: 301, 302, 307, 308, 426",
  );
});

test.each(["minute: 5", "[1]", '"a"', ""])("a plugin's configJson may not be %j", (configJson) => {
  expect(checkResource(plugin, { name: "cors", configJson })).toEqual([
    { property: "configJson", reason: `configJson is ${JSON.stringify(configJson)}; allowed: JSON text of an object` },
  ]);
});

test("a consumer has a name of one kind or the other", () => {
  expect(checkResource(consumer, { username: "app" })).toEqual([]);
  expect(checkResource(consumer, { customId: UNKNOWN })).toEqual([]);
  expect(checkResource(consumer, { tags: ["a"] })).toEqual([
    { property: "username", reason: "a consumer needs at least one of username, customId" },
  ]);
});

describe("a JWT credential", () => {
  const PEM = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n";

  test("has a public key for every algorithm that signs with a private one, and never a private one", () => {
    const credential = { consumerId: "c", key: "k", algorithm: "ES256" };
    expect(checkResource(consumerJwtAuth, credential)).toEqual([
      { property: "rsaPublicKey", reason: expect.stringMatching(/^algorithm ES256 needs rsaPublicKey/) },
    ]);
    expect(checkResource(consumerJwtAuth, { ...credential, rsaPublicKey: PEM })).toEqual([]);
    expect(checkResource(consumerJwtAuth, { ...credential, rsaPublicKey: UNKNOWN })).toEqual([]);
    for (const kind of ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"]) {
      const rsaPublicKey = PEM.replaceAll("PUBLIC KEY", kind);
      expect(checkResource(consumerJwtAuth, { ...credential, rsaPublicKey }), kind).toHaveLength(1);
    }
    expect(checkResource(consumerJwtAuth, { consumerId: "c", secret: "s" })).toEqual([]);
    expect(checkResource(consumerJwtAuth, { ...credential, algorithm: "none" })).toHaveLength(1);
  });

  test.each([["s3cr3t"], { a: "s3cr3t" }])("is not quoted where its secret is wrong: %j", (secret: Value) => {
    expect(checkResource(consumerJwtAuth, { consumerId: "c", secret })).toEqual([
      { property: "secret", reason: "secret is not right; allowed: a text that is not empty" },
    ]);
  });

  test("is not quoted either where the key that was given is a private one", () => {
    const rsaPublicKey = PEM.replaceAll("PUBLIC", "PRIVATE").replace("MFkw", "s3cr3t");
    const failures = checkResource(consumerJwtAuth, { consumerId: "c", algorithm: "RS256", rsaPublicKey });
    expect(failures).toHaveLength(1);
    expect(JSON.stringify(failures)).not.toContain("s3cr3t");
  });
});

describe("what Kong would take and not do", () => {
  test("a route that matches by nothing", () => {
    const bare = { serviceId: "s", protocols: ["https"] };
    expect(checkResource(route, bare)).toEqual([
      {
        property: "paths",
        reason: "a route needs at least one of paths, headers, hosts, methods, snis, sources, destinations",
      },
    ]);
    expect(checkResource(route, { ...bare, paths: [] })).toHaveLength(1);
    expect(checkResource(route, { ...bare, hosts: UNKNOWN })).toEqual([]);
  });

  test("consistent hashing on nothing, and on a header with dashes", () => {
    const hashing = { name: "ai", algorithm: "consistent-hashing" };
    expect(checkResource(upstream, hashing)[0]?.property).toBe("hashOn");
    expect(checkResource(upstream, { ...hashing, hashOn: UNKNOWN })).toEqual([]);
    const dashed = checkResource(upstream, { ...hashing, hashOn: "header", hashOnHeader: "x-user" });
    expect(dashed[0]?.reason).toContain('write "x_user"');
    expect(checkResource(upstream, { ...hashing, hashOn: "header", hashOnHeader: "x_user" })).toEqual([]);
  });
});
