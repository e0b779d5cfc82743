import { describe, expect, test } from "vitest";
import { checkResource } from "./check.ts";
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
