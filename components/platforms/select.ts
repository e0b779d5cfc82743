import type * as pulumi from "@pulumi/pulumi";
import type { ReleaseConfig } from "../config/schema.ts";
import { localPlatform } from "./local/local-platform.ts";
import type { Platform } from "./platform.ts";

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
