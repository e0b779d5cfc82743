import type { ServiceKey } from "./platforms/platform.ts";

/** What the release knows of a service, whatever platform it runs on. */
export interface ServiceFacts {
  readonly key: ServiceKey;
  /** Its name in answers, log lines and labels, and its folder under services/. */
  readonly name: string;
  /** Path prefixes that the gateway sends to it. */
  readonly paths: readonly string[];
  /** Whether its requests execute something: they need a token where the gateway asks for one. */
  readonly executes: boolean;
  /** Where it listens in a container. */
  readonly containerPort: number;
}

export const SERVICES: readonly ServiceFacts[] = [
  { key: "automationService", name: "automation-service", paths: ["/ai"], executes: true, containerPort: 3003 },
  { key: "aiPipeline", name: "ai-pipeline", paths: ["/selector"], executes: false, containerPort: 8000 },
  { key: "frontend", name: "frontend", paths: ["/"], executes: false, containerPort: 3100 },
];

export const TRACKS = ["stable", "canary", "previous"] as const;

export function factsOfService(key: ServiceKey): ServiceFacts {
  const facts = SERVICES.find((service) => service.key === key);
  if (!facts) throw new Error(`${key} is no service of the release`);
  return facts;
}

/** A service's main upstream, service and route in the gateway all have its name. */
export function mainUpstream(service: ServiceFacts): string {
  return service.name;
}

export function trackUpstream(track: (typeof TRACKS)[number], service: ServiceFacts): string {
  return `${track}-${service.name}`;
}
