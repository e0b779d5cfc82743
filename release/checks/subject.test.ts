import { describe, expect, it } from "vitest";
import type { StackView } from "./stack-view.ts";
import { findSubject, type SubjectRequest, type SubjectSources } from "./subject.ts";

const services = (version: string, port: number) => ({
  "automation-service": { revision: `automation-service-${version}`, version, url: `http://127.0.0.1:${port}` },
});
const STABLE = { bypassLlm: false, services: services("3.0.0", 1) };
const CANARY = { bypassLlm: true, services: services("3.0.1", 2) };
const urls = { gateway: "http://gateway", prometheus: "http://prometheus" };

function sourcesWith(view: StackView | undefined, identities: Record<string, string> = {}) {
  const asked: string[] = [];
  const sources: SubjectSources = {
    async readStack(environment) {
      asked.push(environment);
      return view ? { kind: "stack", view } : { kind: "none", reason: "stack local says nothing: no stack" };
    },
    async identify(url) {
      const revision = identities[url];
      return revision === undefined ? undefined : { revision, version: "9.9.9" };
    },
  };
  return { sources, asked };
}

function request(given: Partial<SubjectRequest> = {}): SubjectRequest {
  return {
    environment: "local",
    places: ["automation-service", "gateway"],
    track: undefined,
    variables: {},
    ...given,
  };
}

describe("a subject", () => {
  it("is the stack's canary where it has one, with the flag of its track", async () => {
    const { sources } = sourcesWith({ urls, tracks: { stable: STABLE, canary: CANARY } });
    const subject = await findSubject(request(), sources);
    expect(subject).toMatchObject({ track: "canary", bypassLlm: true });
    expect(subject.endpoint("automation-service")).toEqual({
      service: "automation-service",
      revision: "automation-service-3.0.1",
      version: "3.0.1",
      url: "http://127.0.0.1:2",
    });
    expect(subject.address("gateway")).toEqual({ url: "http://gateway", from: "stack local" });
    expect(subject.stable).toEqual({ "automation-service": "automation-service-3.0.0" });
  });

  it("is stable where there is no canary, or where it is asked for", async () => {
    expect(await findSubject(request(), sourcesWith({ urls, tracks: { stable: STABLE } }).sources)).toMatchObject({
      track: "stable",
      bypassLlm: false,
    });
    const both = sourcesWith({ urls, tracks: { stable: STABLE, canary: CANARY } });
    expect(await findSubject(request({ track: "stable" }), both.sources)).toMatchObject({ track: "stable" });
  });

  it("is refused for a track that the stack does not have", async () => {
    const { sources } = sourcesWith({ urls, tracks: { stable: STABLE } });
    await expect(findSubject(request({ track: "canary" }), sources)).rejects.toThrow(
      "CHK002: track canary has no revisions in stack local; it has stable",
    );
  });

  it("at an address from a variable is whoever answers there", async () => {
    const { sources } = sourcesWith({ urls, tracks: { stable: STABLE } }, { "http://mine": "automation-service-mine" });
    const subject = await findSubject(request({ variables: { AUTOMATION_URL: "http://mine" } }), sources);
    expect(subject.endpoint("automation-service")).toMatchObject({
      revision: "automation-service-mine",
      version: "9.9.9",
    });
    expect(subject.address("automation-service").from).toBe("AUTOMATION_URL");
  });

  it("that does not answer is told by the variable, and never taken for another", async () => {
    const { sources } = sourcesWith(undefined);
    const variables = { AUTOMATION_URL: "http://mine", KONG_URL: "http://kong" };
    const subject = await findSubject(request({ variables }), sources);
    expect(subject.endpoint("automation-service")).toMatchObject({
      revision: "automation-service of AUTOMATION_URL",
      version: "unknown",
    });
  });

  it("asks no stack where variables name everything; then a ping is answered with pong unless the flag says not", async () => {
    const { sources, asked } = sourcesWith(undefined);
    const variables = { AUTOMATION_URL: "http://mine", KONG_URL: "http://kong" };
    expect(await findSubject(request({ variables }), sources)).toMatchObject({ track: "stable", bypassLlm: true });
    const off = { ...variables, FEATURE_BYPASS_LLM: "false" };
    expect(await findSubject(request({ variables: off, track: "canary" }), sources)).toMatchObject({
      track: "canary",
      bypassLlm: false,
    });
    expect(asked).toEqual([]);
  });

  it("is refused where neither a variable nor the stack names an address", async () => {
    const { sources } = sourcesWith(undefined);
    await expect(findSubject(request({ variables: { KONG_URL: "http://kong" } }), sources)).rejects.toThrow(
      "CHK001: no address of automation-service in local: stack local says nothing: no stack; deploy the stack, or set AUTOMATION_URL",
    );
  });
});
