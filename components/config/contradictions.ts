import { LONGEST_SCRAPE_SECONDS } from "../../gates/slo/staleness.ts";
import { jwtContradictions } from "./jwt.ts";
import type { ReleaseConfig } from "./schema.ts";

/** What a value says about another one that cannot both be: the key, its value, and what to do. */
type Rule = (config: ReleaseConfig) => readonly string[];

/** How long Kong's nodes take by default to see what another one has written, in seconds (`db_update_frequency`). */
const KONG_POLL_SECONDS = 5;

/** Everything in the config that contradicts itself, each with keys and values. Pure. */
export function contradictionsOf(config: ReleaseConfig): string[] {
  return [...RELEASE, ...GATES, ...PLATFORM, jwtContradictions].flatMap((rule) => rule(config));
}

const RELEASE: readonly Rule[] = [
  ({ phases }) => {
    const percents = phases.map(({ percent }) => percent);
    return when(
      percents.some((percent, index) => percent <= (percents[index - 1] ?? 0)),
      `phases is ${percents.join(", ")}; percentages must rise from phase to phase`,
    );
  },
  ({ canaryPercent, phases }) => {
    const allowed = [0, ...phases.map(({ percent }) => percent)];
    return when(
      !allowed.includes(canaryPercent),
      `canaryPercent is ${canaryPercent}; allowed is one of ${allowed.join(", ")} (add others to phases)`,
    );
  },
  ({ canaryPercent, canary }) =>
    when(
      canaryPercent > 0 && !canary,
      `canaryPercent is ${canaryPercent}, but there is no canary; set canary.automationService, canary.aiPipeline, canary.frontend and canary.bypassLlm, or canaryPercent to 0`,
    ),
  ({ canary, stable }) =>
    when(
      canary !== undefined &&
        JSON.stringify(Object.entries(canary).sort()) === JSON.stringify(Object.entries(stable).sort()),
      "canary has the same versions and flag as stable; change one of them, or remove canary",
    ),
  ({ llm }) =>
    when(
      !llm.standIn && !/^https?:\/\//.test(llm.baseUrl),
      `llm.baseUrl is "${llm.baseUrl}"; with llm.standIn false it must be an http:// or https:// URL`,
    ),
];

const GATES: readonly Rule[] = [
  ({ gates: { slo } }) =>
    when(
      slo.pollSeconds > slo.windowSeconds,
      `gates.slo.pollSeconds is ${slo.pollSeconds}; it must not be longer than gates.slo.windowSeconds, ${slo.windowSeconds}`,
    ),
  ({ gates: { slo } }) =>
    when(
      slo.initialDelaySeconds >= slo.windowSeconds,
      `gates.slo.initialDelaySeconds is ${slo.initialDelaySeconds}; it must be shorter than gates.slo.windowSeconds, ${slo.windowSeconds}, or no duration would be judged`,
    ),
  ({ gates: { slo } }) =>
    (["maxErrorRate", "maxShareSlowerThan1s", "maxShareSlowerThan2s"] as const).flatMap((key) =>
      when(
        slo.strategy === "sequential" && !(slo[key] > 0 && slo[key] < 1),
        `gates.slo.${key} is ${slo[key]}; strategy sequential needs more than 0 and less than 1, since no number of requests shows the ends (strategy thresholds takes them)`,
      ),
    ),
  ({ gates: { slo } }) =>
    when(
      slo.onInconclusive === "probe" && slo.strategy !== "sequential",
      `gates.slo.onInconclusive is "probe"; only gates.slo.strategy "sequential" knows how many requests are enough`,
    ),
  ({ gates: { slo } }) =>
    when(
      new Set(slo.metrics.map(({ name }) => name)).size < slo.metrics.length,
      `gates.slo.metrics has names ${slo.metrics.map(({ name }) => name).join(", ")}; they must all be different`,
    ),
  ({ gates: { slo } }) =>
    slo.metrics.flatMap(({ name, maxShare }, index) =>
      when(
        slo.strategy === "sequential" && !(maxShare > 0 && maxShare < 1),
        `gates.slo.metrics.${index}.maxShare (${name}) is ${maxShare}; strategy sequential needs more than 0 and less than 1, since no number of requests shows the ends (strategy thresholds takes them)`,
      ),
    ),
  ({ prometheus: { scrapeSeconds } }) =>
    when(
      scrapeSeconds > LONGEST_SCRAPE_SECONDS,
      `prometheus.scrapeSeconds is ${scrapeSeconds}; it must be at most ${LONGEST_SCRAPE_SECONDS}, since gates take counters that are much older for stale`,
    ),
  ({ gates: { slo }, prometheus: { scrapeSeconds } }) =>
    when(
      slo.windowSeconds < 2 * scrapeSeconds,
      `gates.slo.windowSeconds is ${slo.windowSeconds}; it must span two scrapes at least (prometheus.scrapeSeconds is ${scrapeSeconds})`,
    ),
];

const PLATFORM: readonly Rule[] = [
  ({ ports }) =>
    when(
      new Set(Object.values(ports)).size < Object.values(ports).length,
      `ports are ${Object.entries(ports)
        .map(([key, value]) => `${key} ${value}`)
        .join(", ")}; they must all be different`,
    ),
  ({ platform, gateway: { mode } }) =>
    when(
      platform === "local" && mode === "managed",
      `gateway.mode is "${mode}"; platform local has "stand-in" and "existing"`,
    ),
  ({ gateway: { mode, adminUrl, proxyUrl } }) =>
    when(
      mode === "existing" && (adminUrl === "" || proxyUrl === ""),
      `gateway.adminUrl is "${adminUrl}" and gateway.proxyUrl "${proxyUrl}"; with gateway.mode "existing" both must be URLs`,
    ),
  ({ gateway: { mode, adminUrl } }) =>
    when(
      mode !== "existing" && adminUrl !== "",
      `gateway.adminUrl is "${adminUrl}"; only gateway.mode "existing" takes one`,
    ),
  ({ platform, prometheus: { url } }) =>
    when(
      platform !== "kubernetes" && url !== "",
      `prometheus.url is "${url}"; platform ${platform} runs its own, so it must be empty`,
    ),
  ({ platform, grafana: { url } }) =>
    when(
      platform === "docker" && url !== "",
      `grafana.url is "${url}"; platform docker runs its own, so it must be empty (images.grafana "" runs none)`,
    ),
  ({ platform, lab: { faults } }) =>
    when(
      platform !== "local" && Object.keys(faults).length > 0,
      `lab.faults names ${Object.keys(faults).join(", ")}; images hold no faults, only platform local has them`,
    ),
  ({ platform, images: { lab }, gateway: { mode }, llm }) =>
    when(
      platform !== "local" && lab === "" && (mode === "stand-in" || llm.standIn),
      `images.lab is ""; ${mode === "stand-in" ? 'gateway.mode "stand-in"' : "llm.standIn true"} needs the image that holds lab/`,
    ),
  ({ platform, kubernetes: { autoscaling, replicas } }) =>
    when(
      platform === "kubernetes" && autoscaling.maxReplicas > 0 && autoscaling.maxReplicas < replicas,
      `kubernetes.autoscaling.maxReplicas is ${autoscaling.maxReplicas}; it must be 0 (off) or at least kubernetes.replicas, ${replicas}`,
    ),
  ({ platform, gateway: { mode, propagationSeconds }, kubernetes }) =>
    when(
      platform === "kubernetes" &&
        mode === "managed" &&
        kubernetes.gateway.replicas > 1 &&
        propagationSeconds < KONG_POLL_SECONDS,
      `gateway.propagationSeconds is ${propagationSeconds}; with ${kubernetes.gateway.replicas} nodes of Kong (kubernetes.gateway.replicas) it must be at least ${KONG_POLL_SECONDS}, the time in which each has read the database`,
    ),
];

function when(contradicts: boolean, problem: string): string[] {
  return contradicts ? [problem] : [];
}
