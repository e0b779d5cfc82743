import fs from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { manifestsFrom } from "../release/render/render.ts";
import { policiesFor } from "./pack.ts";
import { demandsOf } from "./stack-demands.ts";
import { judgeResource, type Shown } from "./testing/judge.ts";

/** Manifests hold no options, and images are named by digest only where a registry has been asked. */
const NOT_IN_MANIFESTS = ["data-is-protected", "images-by-digest"];

const rules = policiesFor(demandsOf("production")).flatMap((policy) =>
  "validateResource" in policy && !NOT_IN_MANIFESTS.includes(policy.name) ? [policy] : [],
);

let resources: readonly Shown[];

beforeAll(async () => {
  const { config } = parse(fs.readFileSync("Pulumi.production.yaml", "utf8"));
  resources = (await manifestsFrom("production", config)).map(({ text }) => {
    const props = parse(text);
    const group = props.apiVersion === "v1" ? "core/v1" : props.apiVersion;
    return { type: `kubernetes:${group}:${props.kind}`, name: props.metadata.name, props };
  });
});

describe("what production makes on Kubernetes keeps production's rules", () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))("%s", async (_name, rule) => {
    const found = await Promise.all(resources.map((resource) => judgeResource(rule, resource)));
    expect(found.flatMap((messages) => messages ?? [])).toEqual([]);
  });

  it("and there are workloads, services and configuration to judge", () => {
    const kinds = new Set(resources.map(({ type }) => type));
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        "kubernetes:apps/v1:Deployment",
        "kubernetes:apps/v1:StatefulSet",
        "kubernetes:core/v1:Service",
        "kubernetes:core/v1:ConfigMap",
      ]),
    );
  });
});
