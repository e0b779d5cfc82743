import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { renderAlertRules } from "../../../monitoring/alerts/render.ts";
import { renderRecordingRules } from "../../../monitoring/recordings/render.ts";
import { renderReleaseTrackRules } from "../../../monitoring/release/release-track.ts";
import { factsOfService } from "../../services.ts";
import { adminUrlHere } from "../admin-url.ts";
import { type GatewayEndpoints, KONG_STATUS_LISTENER, type Platform } from "../platform.ts";
import { Process } from "./process/resource.ts";
import type { ProcessSpec } from "./process/spec.ts";
import { prometheusFiles, prometheusProcess } from "./prometheus.ts";
import { RuleFile } from "./rules/resource.ts";
import { Scrape } from "./scrape/resource.ts";
import type { LlmSettings, LocalSettings } from "./settings.ts";

/** Time that a service takes at most to finish its requests; above the 5 s that one may last. */
const SHUTDOWN_MS = 6000;
const GRACE_MS = SHUTDOWN_MS + 1000;

/**
 * Runs everything as processes on this machine: the gateway stand-in, Prometheus, the LLM stand-in and the revisions.
 *
 * @param parent options that every resource gets, such as `{ parent: component }`
 * @throws when the machine is no Linux
 */
export function localPlatform(settings: LocalSettings, parent: pulumi.CustomResourceOptions): Platform {
  if (process.platform !== "linux") {
    throw new Error(
      `config platform: "local" needs Linux, this machine is ${process.platform}; processes are known by /proc`,
    );
  }
  const { home, ports } = settings;
  const prometheus = new Process("prometheus", prometheusProcess(settings), parent);
  const prometheusUrl = `http://127.0.0.1:${ports.prometheus}`;
  const llm = llmBindings(settings.llm, home, parent);

  return {
    gateway: gatewayEndpoints(settings, parent),

    prometheus: { url: prometheusUrl, ready: [prometheus] },

    runRevision(definition, _tracks, bindings, options) {
      const faults = definition.environment.LAB_FAULT === undefined ? [] : ["--import", "./lab/faults/inject.ts"];
      const given = pulumi.output(bindings);
      const resource = new Process(
        definition.name,
        {
          name: definition.name,
          home,
          command: ["node", ...faults, `services/${factsOfService(definition.service).name}/main.ts`],
          environment: {
            ...definition.environment,
            PORT: "0",
            SERVICE_VERSION: definition.version,
            SERVICE_REVISION: definition.name,
            SHUTDOWN_TIMEOUT_MS: String(SHUTDOWN_MS),
          },
          bindings:
            definition.service === "aiPipeline"
              ? pulumi.all([given, llm]).apply(([own, shared]) => ({ ...shared, ...own }))
              : given,
          files: {},
          fixedPorts: [],
          readiness: { kind: "listening" },
          graceMs: GRACE_MS,
        },
        pulumi.mergeOptions(parent, options),
      );
      return { address: resource.address, url: resource.url, resource };
    },

    scrape(targets, options) {
      const files = prometheusFiles(home);
      const named = targets.map((target) => ({ ...target, service: factsOfService(target.service).name }));
      return new Scrape(
        "scrape",
        {
          prometheusUrl,
          targetsFile: files.targets,
          targets: named.map(({ address, revision, service, version }) => ({
            address,
            labels: { revision, service, version },
          })),
          ruleFiles: {
            [files.releaseTrack]: renderReleaseTrackRules(named),
            [files.recordings]: renderRecordingRules(),
            [files.alerts]: renderAlertRules(),
          },
        },
        pulumi.mergeOptions(pulumi.mergeOptions(parent, { dependsOn: [prometheus] }), options),
      );
    },

    recordRelease(rules, options) {
      return new RuleFile(
        "release-record",
        { prometheusUrl, file: prometheusFiles(home).release, rules },
        pulumi.mergeOptions(pulumi.mergeOptions(parent, { dependsOn: [prometheus] }), options),
      );
    },
  };
}

/** The gateway that config names, or the stand-in that this starts. */
function gatewayEndpoints(settings: LocalSettings, parent: pulumi.CustomResourceOptions): GatewayEndpoints {
  const { gateway, ports } = settings;
  if (gateway.mode === "existing") {
    return { adminUrl: gateway.adminUrl, proxyUrl: gateway.proxyUrl, nobody: KONG_STATUS_LISTENER, ready: [] };
  }
  const process = new Process("gateway", gatewayProcess(settings), parent);
  return {
    adminUrl: adminUrlHere(ports),
    proxyUrl: gateway.proxyUrl || `http://127.0.0.1:${ports.proxy}`,
    nobody: process.ports.apply(({ status }) => `127.0.0.1:${status}`),
    ready: [process],
  };
}

function gatewayProcess({ home, ports }: LocalSettings): ProcessSpec {
  const ownPorts = ["--proxy-port", String(ports.proxy), "--admin-port", String(ports.admin), "--status-port", "0"];
  return {
    name: "gateway",
    home,
    command: ["node", "lab/gateway/main.ts", ...ownPorts, "--data", path.join(home, "data", "gateway.json")],
    environment: {},
    bindings: {},
    files: {},
    fixedPorts: [
      { key: "ports.proxy", port: ports.proxy },
      { key: "ports.admin", port: ports.admin },
    ],
    readiness: { kind: "listening" },
    graceMs: GRACE_MS,
  };
}

/** What ai-pipeline must know to ask an LLM: the configured server, or the stand-in that this starts. */
function llmBindings(
  llm: LlmSettings,
  home: string,
  parent: pulumi.CustomResourceOptions,
): pulumi.Output<Record<string, string>> {
  if (!llm.standIn) {
    const key = llm.apiKey ?? pulumi.output("");
    return key.apply(
      (secret): Record<string, string> => ({
        LLM_BASE_URL: llm.baseUrl,
        LLM_MODEL: llm.model,
        ...(secret === "" ? {} : { LLM_API_KEY: secret }),
      }),
    );
  }
  const standIn = new Process(
    "llm",
    {
      name: "llm",
      home,
      command: ["node", "lab/llm/main.ts"],
      environment: { PORT: "0" },
      bindings: {},
      files: {},
      fixedPorts: [],
      readiness: { kind: "listening" },
      graceMs: GRACE_MS,
    },
    parent,
  );
  return standIn.url.apply((url): Record<string, string> => ({ LLM_BASE_URL: url, LLM_MODEL: llm.model }));
}
