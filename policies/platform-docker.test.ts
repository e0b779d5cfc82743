import { beforeAll, describe, expect, it } from "vitest";
import { mockDocker, registerAll } from "../components/platforms/docker/testing/registrations.ts";
import { policiesFor } from "./pack.ts";
import { VOLUME } from "./resource-types.ts";
import { demandsOf } from "./stack-demands.ts";
import { judgeResource, type Shown } from "./testing/judge.ts";

const rules = policiesFor(demandsOf("production")).flatMap((policy) => ("validateResource" in policy ? [policy] : []));

let resources: readonly Shown[];

beforeAll(async () => {
  await mockDocker();
  const llm = { standIn: false, baseUrl: "https://llm.example.org", model: "m" };
  const { registered } = await registerAll({ llm });
  // Mocks are not told of protection; docker-platform gives it to volumes.
  resources = [...registered.values()].map(({ type, name, inputs }) => ({
    type,
    name,
    props: inputs,
    protect: type === VOLUME,
  }));
});

describe("what the platform docker registers keeps production's rules", () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))("%s", async (_name, rule) => {
    const found = await Promise.all(resources.map((resource) => judgeResource(rule, resource)));
    expect(found.flatMap((messages) => messages ?? [])).toEqual([]);
  });

  it("and there is something to judge", () => {
    expect(resources.length).toBeGreaterThan(10);
  });
});
