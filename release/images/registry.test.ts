import { beforeEach, describe, expect, it } from "vitest";
import { freePorts } from "../../test/harness/ports.ts";
import { parseTagged } from "./reference.ts";
import { digestOf, type Logins } from "./registry.ts";
import { type Access, FakeRegistry, LOGIN } from "./testing/fake-registry.ts";

const nobody: Logins = () => undefined;
const me: Logins = () => LOGIN;

let registry: FakeRegistry;
beforeEach(async () => {
  registry = await FakeRegistry.start();
  return () => registry[Symbol.asyncDispose]();
});

const ask = (path: string, logins = nobody) => digestOf(parseTagged(`${registry.host}/${path}`), logins);

describe("the digest of a tag", () => {
  it("is that of what the registry sends now", async () => {
    const first = registry.put("acme/web", "1", { layers: [1] });
    expect(await ask("acme/web:1")).toBe(first);
    const second = registry.put("acme/web", "1", { layers: [2] });
    expect(await ask("acme/web:1")).toBe(second);
    expect(second).not.toBe(first);
  });

  it.each<[Access, Logins]>([
    ["token", nobody],
    ["token with login", me],
    ["basic", me],
  ])("is told where the registry wants %s", async (access, logins) => {
    registry.access = access;
    const digest = registry.put("acme/web", "1", {});
    expect(await ask("acme/web:1", logins)).toBe(digest);
  });

  it("asks for a token that may pull this repository and no more", async () => {
    registry.access = "token";
    registry.put("acme/web", "1", {});
    await ask("acme/web:1");
    expect(registry.requests[1]).toBe("/token?service=fake&scope=repository%3Aacme%2Fweb%3Apull");
  });
});

describe("no digest", () => {
  it("for an image that is not there", async () => {
    await expect(ask("acme/web:2")).rejects.toThrow(
      /^IMG002: .*\/v2\/acme\/web\/manifests\/2: there is no such image or tag/,
    );
  });

  it.each<Access>(["token with login", "basic"])("without the login that %s needs", async (access) => {
    registry.access = access;
    registry.put("acme/web", "1", {});
    await expect(ask("acme/web:1")).rejects.toThrow(/^IMG002: .*docker login/);
  });

  it("from a registry that says another one than it sends", async () => {
    registry.put("acme/web", "1", {});
    registry.claimedDigest = `sha256:${"0".repeat(64)}`;
    await expect(ask("acme/web:1")).rejects.toThrow(
      /^IMG002: .*the registry says sha256:0+ of a manifest whose digest is/,
    );
  });

  it("from a registry that cannot be reached", async () => {
    const [port] = await freePorts(1);
    const image = parseTagged(`127.0.0.1:${port}/web:1`);
    await expect(digestOf(image, nobody)).rejects.toThrow(`IMG002: http://127.0.0.1:${port} cannot be reached: `);
  });
});
