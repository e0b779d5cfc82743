import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ReleaseError } from "../../errors/release-error.ts";
import { parseConfig, withDefaults } from "./parse.ts";
import { configSchema } from "./schema.ts";

const project = parse(fs.readFileSync(new URL("../../Pulumi.yaml", import.meta.url), "utf8")) as {
  config: Record<string, { type?: string; description?: string; default?: unknown }>;
};
const { llmApiKey: _key, postgresPassword: _password, notificationUrl: _url, ...declared } = project.config;
const DEFAULTS = Object.fromEntries(Object.entries(declared).map(([key, entry]) => [key, entry.default]));
const CANARY = { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.1.0", bypassLlm: true };

const CLUSTER = { platform: "kubernetes", images: { lab: "lab:1" } };

function problem(given: Record<string, unknown>): string {
  try {
    parseConfig(given, DEFAULTS);
  } catch (error) {
    if (error instanceof ReleaseError) return error.message;
    throw error;
  }
  return "no problem";
}

describe("Pulumi.yaml", () => {
  test.each(Object.entries(project.config))("%s is typed, described and defaulted", (_key, entry) => {
    expect(entry.type).toBeTypeOf("string");
    expect(entry.description?.length).toBeGreaterThan(10);
    expect(entry).toHaveProperty("default");
  });

  test("declares exactly the keys that the program knows, and its defaults are valid", () => {
    expect(Object.keys(declared).sort()).toEqual(Object.keys(configSchema.shape).sort());
    expect(parseConfig({}, DEFAULTS)).toMatchObject({ canaryPercent: 0, canary: undefined, previous: undefined });
  });

  test("describes every nested key of an object", () => {
    const nested = (value: unknown): string[] =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, inner]) => [key, ...nested(inner)])
        : [];
    for (const [key, entry] of Object.entries(project.config)) {
      for (const name of nested(entry.default)) expect(`${key}: ${entry.description}`).toContain(name);
    }
  });
});

describe("values", () => {
  test("an object is completed key by key", () => {
    const { gates } = parseConfig({ gates: { slo: { windowSeconds: 90 } } }, DEFAULTS);
    expect(gates.slo).toMatchObject({ windowSeconds: 90, pollSeconds: 15 });
    expect(gates.smoke.pings).toBe(5);
  });

  test("a list replaces its default", () => {
    expect(withDefaults({ a: [1] }, { a: [1, 2], b: 3 })).toEqual({ a: [1], b: 3 });
  });

  test.each([
    [
      "a percentage that is no phase",
      { canary: CANARY, canaryPercent: 37 },
      /CFG003: canaryPercent is 37; allowed is one of 0, 10, 50, 100/,
    ],
    ["a negative percentage", { canaryPercent: -1 }, /CFG002: canaryPercent is -1; .*>=0/],
    ["a percentage above 100", { canaryPercent: 101 }, /CFG002: canaryPercent is 101; .*<=100/],
    ["a percentage that is no number", { canaryPercent: "ten" }, /CFG001: canaryPercent is "ten"; .*expected number/],
    ["a percentage without a canary", { canaryPercent: 10 }, /CFG003: canaryPercent is 10, but there is no canary/],
    ["a canary that is stable", { canary: DEFAULTS.stable }, /CFG003: canary has the same versions and flag as stable/],
    [
      "an incomplete canary",
      { canary: { automationService: "3.0.1" } },
      /CFG001: canary\.aiPipeline is missing; .*canary\.bypassLlm is missing/,
    ],
    [
      "a flag that is no flag",
      { stable: { bypassLlm: "yes" } },
      /CFG001: stable\.bypassLlm is "yes"; .*expected boolean/,
    ],
    ["a misspelt key", { gates: { slo: { windowSecond: 5 } } }, /gates\.slo\.windowSecond is no key of the config/],
    ["a platform that is not there", { platform: "mars" }, /CFG002: platform is "mars"; .*local/],
    ["a port that is none", { ports: { proxy: 70000 } }, /CFG002: ports\.proxy is 70000; .*65535/],
    ["one port for two", { ports: { proxy: 9090 } }, /CFG003: ports are proxy 9090.*must all be different/],
    [
      "phases that do not rise",
      {
        phases: [
          { percent: 50, bakeSeconds: 1 },
          { percent: 10, bakeSeconds: 1 },
        ],
      },
      /CFG003: phases is 50, 10/,
    ],
    [
      "a window without two scrapes",
      { gates: { slo: { windowSeconds: 20, initialDelaySeconds: 0 } } },
      /CFG003: gates\.slo\.windowSeconds is 20; it must span two scrapes/,
    ],
    [
      "an initial delay as long as the window",
      { gates: { slo: { windowSeconds: 60 } } },
      /CFG003: gates\.slo\.initialDelaySeconds is 60; it must be shorter than gates\.slo\.windowSeconds, 60/,
    ],
    [
      "an objective that no number of requests shows",
      { gates: { slo: { maxErrorRate: 0 } } },
      /CFG003: gates\.slo\.maxErrorRate is 0; strategy sequential needs more than 0 and less than 1/,
    ],
    ["an alpha of 0", { gates: { slo: { alpha: 0 } } }, /CFG002: gates\.slo\.alpha is 0/],
    [
      "a poll longer than the window",
      { gates: { slo: { pollSeconds: 2000 } } },
      /CFG003: gates\.slo\.pollSeconds is 2000/,
    ],
    [
      "a gateway that a platform has not",
      { gateway: { mode: "managed" } },
      /CFG003: gateway\.mode is "managed"; platform local/,
    ],
    [
      "an existing gateway without an address",
      { gateway: { mode: "existing" } },
      /CFG003: gateway\.adminUrl is "" and/,
    ],
    [
      "an address of a gateway that is made",
      { gateway: { adminUrl: "http://kong:8001" } },
      /CFG003: gateway\.adminUrl is "http:\/\/kong:8001"; only gateway\.mode "existing"/,
    ],
    [
      "an address that is no URL",
      { prometheus: { url: "prometheus:9090" } },
      /CFG002: prometheus\.url is "prometheus:9090"/,
    ],
    [
      "a Prometheus beside platform local's",
      { prometheus: { url: "http://p" } },
      /CFG003: prometheus\.url is "http:\/\/p"/,
    ],
    [
      "an image of nothing known",
      { images: { services: { "kong@3": "kong:3" } } },
      /CFG002: images\.services\.kong@3 is "kong:3"; its keys must be <service>@<version>/i,
    ],
    [
      "faults where images run",
      { ...CLUSTER, lab: { faults: { "ai-pipeline@1": { kind: "errors" } } } },
      /CFG003: lab\.faults names ai-pipeline@1/,
    ],
    ["stand-ins without their image", { platform: "kubernetes" }, /CFG003: images\.lab is ""/],
    [
      "fewer pods at most than at least",
      { ...CLUSTER, kubernetes: { autoscaling: { maxReplicas: 1 } } },
      /CFG003: kubernetes\.autoscaling\.maxReplicas is 1; it must be 0 \(off\) or at least kubernetes\.replicas, 2/,
    ],
    [
      "several nodes of Kong that nothing waits for",
      { ...CLUSTER, gateway: { mode: "managed" } },
      /CFG003: gateway\.propagationSeconds is 0; with 2 nodes of Kong/,
    ],
    ["a namespace that is none", { kubernetes: { namespace: "Canary" } }, /CFG002: kubernetes\.namespace is "Canary"/],
    [
      "a size that is none",
      { kubernetes: { resources: { lab: { memory: "much" } } } },
      /CFG002: kubernetes\.resources\.lab\.memory is "much"; .*256Mi/,
    ],
    ["an LLM without an address", { llm: { standIn: false } }, /CFG003: llm\.baseUrl is ""/],
  ])("%s", (_case, given, expected) => {
    expect(problem(given)).toMatch(expected);
  });

  test("all problems are told at once", () => {
    expect(problem({ canaryPercent: 37, ports: { proxy: 9090 } })).toMatch(/canaryPercent.*; ports/);
  });
});
