import type { ReleaseConfig } from "../config/schema.ts";
import { GATEWAY_SERVICES } from "./kubernetes/gateway/ports.ts";
import { urlFromOutside } from "./kubernetes/names.ts";
import { settingsOf } from "./kubernetes/settings.ts";

/**
 * Base URL of Kong's Admin API as the deploying machine reaches it, from config alone: for who is not the program, and
 * cannot wait for it.
 */
export function adminUrlOf(config: ReleaseConfig, stack: string): string {
  if (config.gateway.mode === "existing") return config.gateway.adminUrl;
  switch (config.platform) {
    case "local":
    case "docker":
      return adminUrlHere(config.ports);
    case "kubernetes": {
      const { name, port } = GATEWAY_SERVICES.admin;
      return urlFromOutside(settingsOf(config, stack).place, name, port);
    }
  }
}

/** Where this machine runs the gateway, its Admin API listens on this machine alone. */
export function adminUrlHere({ admin }: Pick<ReleaseConfig["ports"], "admin">): string {
  return `http://127.0.0.1:${admin}`;
}
