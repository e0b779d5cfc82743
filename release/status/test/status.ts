import type { OpenGate } from "../../events/gates.ts";
import { ROOT } from "../../root.ts";
import { settingsOver } from "../../stack-config.ts";
import { type DeployedStatus, type Deployment, type RealSplit, type StatusInput, statusOf } from "../gather.ts";

export const NOW = Date.parse("2026-01-01T12:30:00Z");
const CONFIG = settingsOver({}, ROOT);
const OLD = { automationService: "3.0.0", aiPipeline: "1.0.0", frontend: "1.0.0", bypassLlm: false };
const NEW = { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.0.0", bypassLlm: true };

const services = (automation: string, pipeline: string) => ({
  "ai-pipeline": { revision: `ai-pipeline-${pipeline}` },
  "automation-service": { revision: `automation-service-${automation}` },
  frontend: { revision: "frontend-1.0.0-aaaaaa" },
});

/** What the gateway does at a share of the canary; the page is the same on both sides. */
export function split(percent: number): RealSplit {
  return {
    kind: "known",
    shares: {
      "automation-service": {
        "automation-service-3.0.0-abcdef": 100 - percent,
        "automation-service-3.0.1-fedcba": percent,
      },
      "ai-pipeline": { "ai-pipeline-1.0.0-abcdef": 100 - percent, "ai-pipeline-1.1.0-fedcba": percent },
      frontend: { "frontend-1.0.0-aaaaaa": 100 },
    },
    drained: [],
  };
}

/** A release whose canary has passed at 10 % twenty minutes ago; 50 % are asked for. */
export function statusWith(given: Partial<StatusInput> = {}): DeployedStatus {
  const deployment: Extract<Deployment, { kind: "deployed" }> = {
    kind: "deployed",
    outputs: {
      urls: { admin: "http://127.0.0.1:1", prometheus: "http://127.0.0.1:2" },
      traffic: { canaryPercent: 10, since: new Date(NOW - 20 * 60_000).toISOString(), gate: "pass" },
      tracks: {
        stable: { bypassLlm: false, services: services("3.0.0-abcdef", "1.0.0-abcdef") },
        canary: { bypassLlm: true, services: services("3.0.1-fedcba", "1.1.0-fedcba") },
      },
    },
  };
  const config = { ...CONFIG, stable: OLD, canary: NEW, canaryPercent: 50 };
  const status = statusOf({
    stack: "local",
    config,
    asked: undefined,
    deployment,
    real: split(50),
    events: [],
    now: NOW,
    ...given,
  });
  return status;
}

/** The SLO gate in the middle of its window. */
export function lookingGate(given: Partial<OpenGate> = {}): OpenGate {
  const counts = (requests: number, errors: number) => ({
    requests,
    errors,
    measured: requests,
    slowerThan1s: 1,
    slowerThan2s: 0,
  });
  const [judged, stable] = ["automation-service-3.0.1-fedcba", "automation-service-3.0.0-abcdef"];
  const evidence = {
    outcome: "inconclusive",
    value: "0.5 %",
    limit: "< 1 %",
    samples: 200,
    eValue: 12.34,
    eValueLimit: 600,
  } as const;
  return {
    gate: "slo",
    subject: judged,
    startedAt: NOW - 60_000,
    at: NOW - 2000,
    polls: 29,
    remainingSeconds: 62,
    measures: [
      { revision: judged, side: "judged", text: "200 requests", counts: counts(200, 1) },
      { revision: stable, side: "stable", text: "1800 requests", counts: counts(1800, 0) },
    ],
    checks: [
      { name: `scrape of ${judged}`, outcome: "pass", value: "1 of 1 instances up" },
      { ...evidence, name: `error rate of ${judged}`, interval: [0.001, 0.021] },
      { ...evidence, name: `error rate of ${judged} beside stable`, outcome: "fail", eValue: 2_380_000 },
    ],
    ...given,
  };
}
