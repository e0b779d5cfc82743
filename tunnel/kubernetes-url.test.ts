import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type KubernetesUrl, kubernetesUrl, parseKubernetesUrl } from "./kubernetes-url.ts";

describe("a kubernetes:// URL", () => {
  it("names a port inside a cluster", () => {
    expect(parseKubernetesUrl("kubernetes://staging/canary/services/kong-admin:8001/upstreams?size=1")).toEqual({
      context: "staging",
      namespace: "canary",
      kind: "services",
      name: "kong-admin",
      port: 8001,
      rest: "/upstreams?size=1",
    });
  });

  it("leads back to what it was made of, whatever the context is called", () => {
    const part = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text.isWellFormed());
    const place: fc.Arbitrary<KubernetesUrl> = fc.record({
      context: fc.oneof(part, fc.constant(""), fc.constant("arn:aws:eks:eu-west-1:1:cluster/a b")),
      namespace: part,
      kind: fc.constantFrom("services", "pods"),
      name: part,
      port: fc.integer({ min: 1, max: 65535 }),
      rest: fc.constantFrom("", "/", "/health", "?a=b", "/a/b:c?d"),
    });
    fc.assert(
      fc.property(place, (given) => {
        expect(parseKubernetesUrl(kubernetesUrl(given))).toEqual(given);
      }),
    );
  });

  it.each(["http://127.0.0.1:8001", "https://kong", ""])("is not %j", (url) =>
    expect(parseKubernetesUrl(url)).toBeUndefined(),
  );

  it.each([
    "kubernetes://staging/canary/services/kong-admin",
    "kubernetes://staging/canary/deployments/kong:8001",
    "kubernetes://staging/services/kong:8001",
    "kubernetes://staging/canary/services/kong:0",
    "kubernetes://staging/canary/services/kong:65536",
    "kubernetes:kong:8001",
  ])("is refused as %j", (url) => expect(() => parseKubernetesUrl(url)).toThrow(/^TUN001: .* must have the form/));
});
