import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changes, sameValue } from "./diff.ts";
import { consumerJwtAuth } from "./resources/consumer-jwt-auth.ts";
import { plugin } from "./resources/plugin.ts";
import { type Properties, type ResourceKind, UNKNOWN } from "./resources/property.ts";
import { route } from "./resources/route.ts";
import { service } from "./resources/service.ts";
import { canonicalAddress, target } from "./resources/target.ts";
import { upstream } from "./resources/upstream.ts";

function diff(kind: ResourceKind, olds: Properties, news: Properties): string[] {
  return changes(kind.properties, olds, news).map(({ property, kind: what, replaces }) =>
    [what, property, ...(replaces ? ["replace"] : [])].join(" "),
  );
}

describe("replaces only what Kong cannot change", () => {
  const olds = { upstreamId: "u1", target: "a:1", weight: 0, tags: ["rev:a"] };

  test.each([
    { news: { ...olds, weight: 10 }, expected: ["update weight"] },
    { news: { ...olds, target: "a:2" }, expected: ["update target"] },
    { news: { ...olds, upstreamId: "u2" }, expected: ["update upstreamId replace"] },
    { news: { ...olds, upstreamId: UNKNOWN }, expected: ["update upstreamId replace"] },
    { news: { upstreamId: "u1", target: "a:1", weight: 0 }, expected: ["delete tags"] },
    { news: olds, expected: [] },
  ])("$expected", ({ news, expected }) => {
    expect(diff(target, olds, news)).toEqual(expected);
  });

  test("an upstream's name and a plugin's scope change in place, a plugin's name does not", () => {
    expect(diff(upstream, { name: "a" }, { name: "b" })).toEqual(["update name"]);
    expect(diff(plugin, { name: "cors", serviceId: "s1" }, { name: "cors", serviceId: "s2" })).toEqual([
      "update serviceId",
    ]);
    expect(diff(plugin, { name: "cors" }, { name: "prometheus" })).toEqual(["update name replace"]);
  });
});

test("a JWT credential changes in place, all but its consumer", () => {
  const olds = { consumerId: "c1", key: "k", secret: "a" };
  expect(diff(consumerJwtAuth, olds, { ...olds, secret: "b", algorithm: "HS256" })).toEqual(["update secret"]);
  expect(diff(consumerJwtAuth, olds, { ...olds, consumerId: "c2" })).toEqual(["update consumerId replace"]);
});

describe("no difference where there is none in Kong", () => {
  test.each<{ kind: ResourceKind; olds: Properties; news: Properties }>([
    { kind: service, olds: {}, news: { port: 80, retries: 5, protocol: "http" } },
    { kind: service, olds: { tags: ["a", "b"] }, news: { tags: ["b", "a"] } },
    { kind: service, olds: { tags: [] }, news: { tags: null } },
    { kind: plugin, olds: { configJson: '{"a":1,"b":[2]}' }, news: { configJson: '{ "b": [2], "a": 1 }' } },
    { kind: plugin, olds: {}, news: { configJson: "{}" } },
    { kind: upstream, olds: {}, news: { healthchecks: { active: { healthy: { interval: 0 } } } } },
    {
      kind: route,
      olds: { headers: [{ name: "X-A", values: ["1"] }] },
      news: { headers: [{ name: "x-a", values: ["1"] }] },
    },
    { kind: target, olds: { target: "Host" }, news: { target: "host:8000" } },
  ])("$olds and $news", ({ kind, olds, news }) => {
    expect(diff(kind, olds, news)).toEqual([]);
    expect(diff(kind, news, olds)).toEqual([]);
  });
});

test("the order of paths means something, the order of methods does not", () => {
  expect(diff(route, { paths: ["/a", "/b"] }, { paths: ["/b", "/a"] })).toEqual(["update paths"]);
  expect(diff(route, { methods: ["GET", "PUT"] }, { methods: ["PUT", "GET"] })).toEqual([]);
});

test("nothing ever differs from itself, and a difference has no direction", () => {
  const weight = fc.integer({ min: 0, max: 65535 });
  const inputs = fc.record(
    { target: fc.constantFrom("a:1", "b:1", UNKNOWN), weight, tags: fc.uniqueArray(fc.string({ minLength: 1 })) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(inputs, inputs, (one, other) => {
      expect(diff(target, one, one)).toEqual([]);
      const properties = (found: ReturnType<typeof changes>) => found.map((change) => change.property);
      expect(properties(changes(target.properties, one, other))).toEqual(
        properties(changes(target.properties, other, one)),
      );
    }),
  );
});

test.each([
  ["127.0.0.1", "127.0.0.1:8000"],
  ["Host.example:81", "host.example:81"],
  ["::1", "[0000:0000:0000:0000:0000:0000:0000:0001]:8000"],
  ["[2001:db8::2:1]:90", "[2001:0db8:0000:0000:0000:0000:0002:0001]:90"],
])("Kong stores the address %s as %s", (given, stored) => {
  expect(canonicalAddress(given)).toBe(stored);
  expect(canonicalAddress(stored)).toBe(stored);
  const property = target.properties.target;
  expect(property && sameValue(property, given, stored)).toBe(true);
});
