import { describe, expect, it } from "vitest";
import type { StoredResource } from "../backend/deployment.ts";
import { protectedResources } from "./destroy.ts";
import type { Session } from "./session.ts";

const STACK = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev";

function resource(name: string, more: Partial<StoredResource> = {}): StoredResource {
  return { urn: `urn:pulumi:dev::p::x:i:T::${name}`, custom: true, type: "x:i:T", parent: STACK, ...more };
}

async function keptOf(...resources: StoredResource[]) {
  const stack: StoredResource = { urn: STACK, custom: false, type: "pulumi:pulumi:Stack" };
  const deployment = { manifest: { time: "" }, resources: [stack, ...resources] };
  const backend = { read: async () => deployment };
  const { urns, all } = await protectedResources({ backend } as unknown as Session, { project: "p", stack: "dev" });
  return { kept: urns.map((urn) => urn.split("::").at(-1)).toSorted(), all };
}

describe("what is kept of a destroy without what is protected", () => {
  it("is what is protected and all that it cannot be without", async () => {
    const base = resource("base");
    const user = resource("user", { dependencies: [base.urn], protect: true });
    expect(await keptOf(base, user, resource("other"))).toEqual({ kept: ["base", "p-dev", "user"], all: false });
    expect(await keptOf(base, user)).toEqual({ kept: ["base", "p-dev", "user"], all: true });
  });

  it("is nothing where nothing is protected", async () => {
    expect(await keptOf(resource("a"))).toEqual({ kept: [], all: false });
  });
});
