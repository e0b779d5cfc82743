import type * as docker from "@pulumi/docker";
import { KONG_STATUS_LISTENER } from "../platform.ts";
import { container } from "./container.ts";
import type { DockerPlace, DockerSettings } from "./settings.ts";
import { stackVolume } from "./volume.ts";

const PROXY_PORT = 8000;
const ADMIN_PORT = 8001;
const STATUS_PORT = Number(KONG_STATUS_LISTENER.split(":")[1]);
const MEMORY_MIB = 256;

/** A new volume has the rights of the folder that it covers, and into /tmp of every image any user may write. */
const DATA = "/tmp";

/**
 * lab/gateway, for whom no Kong is to be had. What it was told is in a volume, and a container that replaces it finds it
 * there: users see nothing of it but the moment between the two. Nothing for production.
 */
export function runStandIn({ images, ports }: DockerSettings, place: DockerPlace): docker.Container {
  const data = stackVolume("gateway-data", place, false);
  return container(
    "gateway",
    {
      image: images.lab,
      alias: "gateway",
      memoryMiB: MEMORY_MIB,
      entrypoint: ["node"],
      command: [
        "lab/gateway/main.ts",
        // What is published must listen on the network's address; others in it reach the Admin API too.
        ...["--host", "0.0.0.0", "--proxy-port", String(PROXY_PORT)],
        ...["--admin-host", "0.0.0.0", "--admin-port", String(ADMIN_PORT)],
        ...["--status-port", String(STATUS_PORT), "--data", `${DATA}/gateway.json`],
      ],
      volumes: [{ name: data.name, path: DATA, readOnly: false }],
      ports: [
        { internal: PROXY_PORT, external: ports.proxy },
        { internal: ADMIN_PORT, external: ports.admin },
      ],
      life: {
        kind: "service",
        healthCheck: ["node", "-e", `fetch("http://${KONG_STATUS_LISTENER}/status").catch(() => process.exit(1))`],
        startSeconds: 30,
        stopSeconds: 15,
      },
    },
    place,
    {},
  );
}
