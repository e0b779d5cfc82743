import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, test } from "vitest";
import { providerProperties } from "../../providers/kong/resources/provider.ts";
import { resourceKinds } from "../../providers/kong/resources/resources.ts";
import { consumerProperties } from "./consumer.ts";
import { consumerJwtAuthProperties } from "./consumer-jwt-auth.ts";
import * as kong from "./index.ts";
import { pluginProperties } from "./plugin.ts";
import { routeProperties } from "./route.ts";
import { serviceProperties } from "./service.ts";
import { targetProperties } from "./target.ts";
import { upstreamProperties } from "./upstream.ts";

const registered: pulumi.runtime.MockResourceArgs[] = [];

beforeAll(() => {
  pulumi.runtime.setMocks({
    newResource(args) {
      registered.push(args);
      return { id: args.id || `${args.name}-id`, state: args.inputs };
    },
    call: () => ({}),
  });
});

function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

test("the classes have the provider's type tokens and properties, and no others", async () => {
  const resources = [
    { it: new kong.Service("service", { protocol: "http", host: "a" }), properties: serviceProperties },
    { it: new kong.Route("route", { serviceId: "s", protocols: ["http"], paths: ["/"] }), properties: routeProperties },
    { it: new kong.Upstream("upstream", { name: "ai" }), properties: upstreamProperties },
    { it: new kong.Target("target", { upstreamId: "u", target: "a:1", weight: 0 }), properties: targetProperties },
    { it: new kong.Plugin("plugin", { name: "cors" }), properties: pluginProperties },
    { it: new kong.Consumer("consumer", { username: "app" }), properties: consumerProperties },
    { it: new kong.ConsumerJwtAuth("jwt", { consumerId: "c" }), properties: consumerJwtAuthProperties },
  ];
  expect(resources).toHaveLength(resourceKinds.length);
  for (const { it, properties } of resources) {
    const token = (await resolved(it.urn)).split("::")[2];
    const kind = resourceKinds.find((candidate) => candidate.token === token);
    expect(Object.keys(properties).sort()).toEqual(Object.keys(kind?.properties ?? {}).sort());
  }
});

test("a weight of 0 is registered as 0, and what was not given is an output of undefined", async () => {
  const target = new kong.Target("zero", { upstreamId: "u", target: "a:1", weight: 0 });
  expect(await resolved(target.weight)).toBe(0);
  expect(await resolved(target.tags)).toBeUndefined();
  expect(registered.find((args) => args.name === "zero")?.inputs).toEqual({
    upstreamId: "u",
    target: "a:1",
    weight: 0,
  });
});

test("get reads by id, with what is known", async () => {
  const target = kong.Target.get("there", "ai/a:1", { upstreamId: "u" });
  expect(await resolved(target.id)).toBe("ai/a:1");
  expect(await resolved(target.upstreamId)).toBe("u");
});

test("a credential keeps its secret as one, and is found by consumer and key", async () => {
  const given = new kong.ConsumerJwtAuth("given", { consumerId: "c", secret: "s3cr3t" });
  expect(await pulumi.isSecret(given.secret)).toBe(true);
  expect(await pulumi.isSecret(given.key)).toBe(false);
  const there = kong.ConsumerJwtAuth.get("there", "app/https://issuer");
  expect(await resolved(there.id)).toBe("app/https://issuer");
});

test("the provider keeps its token as a secret", async () => {
  const provider = new kong.Provider("kong", { kongAdminUri: "http://127.0.0.1:8001", kongAdminToken: "t0k3n" });
  expect(await pulumi.isSecret(provider.kongAdminToken)).toBe(true);
  expect(await pulumi.isSecret(provider.kongAdminUri)).toBe(false);
  const args = registered.find((candidate) => candidate.type === "pulumi:providers:kong");
  expect(Object.keys(args?.inputs ?? {}).sort()).toEqual(Object.keys(providerProperties).sort());
});
