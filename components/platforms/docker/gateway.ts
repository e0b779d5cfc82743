import type * as docker from "@pulumi/docker";
import { adminUrlHere } from "../admin-url.ts";
import { type GatewayEndpoints, KONG_STATUS_LISTENER } from "../platform.ts";
import { runKong } from "./kong.ts";
import type { DockerPlace, DockerSettings } from "./settings.ts";
import { runStandIn } from "./stand-in.ts";

/** The gateway that config names: an existing one, or one that this runs. */
export function gatewayEndpoints(settings: DockerSettings, place: DockerPlace): GatewayEndpoints {
  const { gateway, ports } = settings;
  const run = (container: docker.Container): GatewayEndpoints => ({
    adminUrl: adminUrlHere(ports),
    proxyUrl: gateway.proxyUrl || `http://127.0.0.1:${ports.proxy}`,
    nobody: KONG_STATUS_LISTENER,
    ready: [container],
  });
  switch (gateway.mode) {
    case "existing":
      return { adminUrl: gateway.adminUrl, proxyUrl: gateway.proxyUrl, nobody: KONG_STATUS_LISTENER, ready: [] };
    case "managed":
      return run(runKong(settings, place));
    case "stand-in":
      return run(runStandIn(settings, place));
  }
}
