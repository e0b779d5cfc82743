import type { ServiceKey } from "./platforms/platform.ts";

/** What the release knows of a service, whatever platform it runs on. */
export interface ServiceFacts {
  readonly key: ServiceKey;
  /** Its name in answers, log lines and labels, and its folder under services/. */
  readonly name: string;
  /** Path prefixes that the gateway sends to it. */
  readonly paths: readonly string[];
}

export const SERVICES: readonly ServiceFacts[] = [
  { key: "automationService", name: "automation-service", paths: ["/ai"] },
  { key: "aiPipeline", name: "ai-pipeline", paths: ["/selector"] },
  { key: "frontend", name: "frontend", paths: ["/"] },
];

export const TRACKS = ["stable", "canary", "previous"] as const;

/** A service's main upstream, service and route in the gateway all have its name. */
export function mainUpstream(service: ServiceFacts): string {
  return service.name;
}

export function trackUpstream(track: (typeof TRACKS)[number], service: ServiceFacts): string {
  return `${track}-${service.name}`;
}
