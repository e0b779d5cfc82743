import versions from "../../services/versions.json" with { type: "json" };
import type { Secrets } from "../config/load.ts";
import type { ReleaseConfig } from "../config/schema.ts";
import type { PlanFacts } from "../plan/plan.ts";
import { factsOfService } from "../services.ts";
import { sourceDigest } from "./local/source-digest.ts";
import type { Platform, ServiceKey } from "./platform.ts";

/** Where a stack lives: its name, and its folder on the deploying machine, relative to the project root. */
export interface StackPlace {
  readonly stack: string;
  readonly home: string;
}

/**
 * What the plan must know of the platform that config names: which versions it can run, and what defines each. Known
 * before anything of the platform is made, so that a release is planned, and refused, before anything starts.
 */
export function factsOf({ platform, images }: ReleaseConfig): PlanFacts {
  if (platform === "local") {
    // Both tracks run the working tree here, so every version of a service has the same sources.
    const digest = (service: ServiceKey) => sourceDigest(service, process.cwd());
    return { knownVersions: versions, listedIn: "services/versions.json", sourceDigest: digest };
  }
  const known = (key: ServiceKey) =>
    Object.keys(images.services)
      .filter((image) => image.startsWith(`${factsOfService(key).name}@`))
      .map((image) => image.slice(image.indexOf("@") + 1));
  return {
    knownVersions: {
      automationService: known("automationService"),
      aiPipeline: known("aiPipeline"),
      frontend: known("frontend"),
    },
    listedIn: "config images.services",
    sourceDigest: (service, version) => images.services[`${factsOfService(service).name}@${version}`] ?? "",
  };
}

/** The platform that config names. Each is loaded only where it is used: a rollback waits for the program's start. */
export async function selectPlatform(config: ReleaseConfig, secrets: Secrets, place: StackPlace): Promise<Platform> {
  switch (config.platform) {
    case "local": {
      const { localPlatform } = await import("./local/local-platform.ts");
      const { standIn, baseUrl, model } = config.llm;
      const llm = standIn ? { standIn, model } : { standIn, baseUrl, model, apiKey: secrets.llmApiKey };
      const { ports, prometheus, gateway } = config;
      return localPlatform({ ...place, ports, prometheus, gateway, llm }, {});
    }
    case "docker": {
      const { dockerPlatform } = await import("./docker/docker-platform.ts");
      return dockerPlatform({ ...config, ...secrets, stack: place.stack }, {});
    }
    case "kubernetes": {
      const { kubernetesPlatform } = await import("./kubernetes/kubernetes-platform.ts");
      const { settingsOf } = await import("./kubernetes/settings.ts");
      return kubernetesPlatform(settingsOf(config, place.stack), secrets);
    }
  }
}
