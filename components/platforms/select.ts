import type * as pulumi from "@pulumi/pulumi";
import type { ReleaseConfig } from "../config/schema.ts";
import { localPlatform } from "./local/local-platform.ts";
import { localAdminUrl } from "./local/settings.ts";
import { sourceDigest } from "./local/source-digest.ts";
import type { Platform, ServiceKey } from "./platform.ts";

/**
 * Digest of what a version of a service runs on a platform: of its image, or of the sources. Part of a revision's name.
 * Known before anything of the platform is made, so that a release is planned, and refused, before anything starts.
 */
export function digestsOf(platform: ReleaseConfig["platform"]): (service: ServiceKey, version: string) => string {
  switch (platform) {
    case "local":
      // Both tracks run the working tree here, so every version of a service has the same sources.
      return (service) => sourceDigest(service, process.cwd());
  }
}

/** Base URL of Kong's Admin API, also for who is not the program: known from config alone. */
export function adminUrlOf({ platform, ports }: ReleaseConfig): string {
  switch (platform) {
    case "local":
      return localAdminUrl(ports);
  }
}

/** The platform that config names. */
export function selectPlatform(
  config: ReleaseConfig,
  llmApiKey: pulumi.Output<string>,
  place: { readonly stack: string; readonly home: string },
): Platform {
  const { standIn, baseUrl, model } = config.llm;
  switch (config.platform) {
    case "local":
      return localPlatform(
        {
          ...place,
          ports: config.ports,
          prometheus: config.prometheus,
          llm: standIn ? { standIn, model } : { standIn, baseUrl, model, apiKey: llmApiKey },
        },
        {},
      );
  }
}
