import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { ReleaseError } from "../../../errors/release-error.ts";
import { KONG_STATUS_LISTENER } from "../platform.ts";
import { container, type UploadedFile } from "./container.ts";
import type { DockerPlace, DockerSettings } from "./settings.ts";
import { stackVolume } from "./volume.ts";

const DATABASE = "kong-database";
const PROXY_PORT = 8000;
const ADMIN_PORT = 8001;
const PASSWORD_FILE = "/run/secrets/postgres-password";

/** `postgres` of Debian's postgres image, by number. */
const POSTGRES_USER = "999";

const DATABASE_MEMORY_MIB = 512;
const KONG_MEMORY_MIB = 1024;

/** What Kong and its migrations must know of the database. Kong's entry point reads a variable's value from `…_FILE`. */
const CONNECTION = {
  KONG_DATABASE: "postgres",
  KONG_PG_HOST: DATABASE,
  KONG_PG_USER: "kong",
  KONG_PG_DATABASE: "kong",
  KONG_PG_PASSWORD_FILE: PASSWORD_FILE,
} as const;

/**
 * Each says that there is nothing to do where it has been done, so a new image of Kong migrates an older database. There is
 * one node of Kong and it starts after, so that nothing has to go on with the old schema.
 */
const MIGRATE = [
  `export KONG_PG_PASSWORD="$(cat "$KONG_PG_PASSWORD_FILE")"`,
  "unset KONG_PG_PASSWORD_FILE",
  "kong migrations bootstrap",
  "kong migrations up",
  "kong migrations finish",
].join(" && ");

/** Kong with its database; its Admin API is on 127.0.0.1 of the engine's machine alone. */
export function runKong(settings: DockerSettings, place: DockerPlace): docker.Container {
  const { images, ports } = settings;
  const password = settings.postgresPassword.apply(required);
  const database = runDatabase(images.postgres, password, place);
  const files: UploadedFile[] = [{ file: PASSWORD_FILE, content: password }];
  const migrations = container(
    "kong-migrations",
    {
      image: images.kong,
      alias: "kong-migrations",
      memoryMiB: KONG_MEMORY_MIB,
      entrypoint: ["/bin/sh", "-c"],
      command: [MIGRATE],
      environment: CONNECTION,
      files,
      life: { kind: "task" },
    },
    place,
    { dependsOn: database },
  );
  return container(
    "kong",
    {
      image: images.kong,
      alias: "kong",
      memoryMiB: KONG_MEMORY_MIB,
      command: ["kong", "docker-start"],
      environment: {
        ...CONNECTION,
        KONG_PROXY_LISTEN: `0.0.0.0:${PROXY_PORT}`,
        // What is published must listen on the network's address; others in it reach the Admin API too.
        KONG_ADMIN_LISTEN: `0.0.0.0:${ADMIN_PORT}`,
        KONG_STATUS_LISTEN: KONG_STATUS_LISTENER,
        KONG_ADMIN_GUI_LISTEN: "off",
        KONG_PROXY_ACCESS_LOG: "/dev/stdout",
        KONG_PROXY_ERROR_LOG: "/dev/stderr",
        KONG_ADMIN_ACCESS_LOG: "off",
        KONG_ADMIN_ERROR_LOG: "/dev/stderr",
        // A container that was started anew has another address, and Docker's DNS says that an answer holds for 600 s.
        KONG_DNS_VALID_TTL: "1",
        // A name that is gone with its container is asked for again after 30 s, whatever is set (REQUERY_INTERVAL in Kong's
        // balancer). What was true before must not be the answer then: with Kong's own settings it took a minute.
        KONG_DNS_NOT_FOUND_TTL: "1",
        KONG_DNS_STALE_TTL: "1",
        KONG_ANONYMOUS_REPORTS: "off",
        KONG_NGINX_WORKER_PROCESSES: "2",
      },
      labels: { "canary-release/migrations": migrations.exitCode.apply(migrated) },
      files,
      ports: [
        { internal: PROXY_PORT, external: ports.proxy },
        { internal: ADMIN_PORT, external: ports.admin },
      ],
      life: { kind: "service", healthCheck: ["kong", "health"], startSeconds: 60, stopSeconds: 15 },
    },
    place,
    { dependsOn: migrations },
  );
}

function runDatabase(image: string, password: pulumi.Output<string>, place: DockerPlace): docker.Container {
  // Everything that Kong knows is in it: whoever wants it gone takes the protection away first.
  const volume = stackVolume(DATABASE, place, true);
  return container(
    DATABASE,
    {
      image,
      alias: DATABASE,
      memoryMiB: DATABASE_MEMORY_MIB,
      environment: { POSTGRES_USER: "kong", POSTGRES_DB: "kong", POSTGRES_PASSWORD_FILE: PASSWORD_FILE },
      files: [{ file: PASSWORD_FILE, content: password }],
      // As itself from the start: becoming it, as the image does, needs capabilities.
      user: `${POSTGRES_USER}:${POSTGRES_USER}`,
      volumes: [{ name: volume.name, path: "/var/lib/postgresql/data", readOnly: false }],
      life: {
        kind: "service",
        healthCheck: ["pg_isready", "-h", "127.0.0.1", "-U", "kong", "-d", "kong"],
        startSeconds: 60,
        stopSeconds: 30,
      },
    },
    place,
    {},
  );
}

/** @throws CFG003 for an empty text */
export function required(password: string): string {
  if (password !== "") return password;
  throw new ReleaseError(
    "CFG003",
    'postgresPassword is empty; gateway.mode "managed" needs one: pulumi config set --secret postgresPassword',
  );
}

/** @throws RUN001 for another exit code than 0 */
export function migrated(exitCode: number): string {
  if (exitCode === 0) return "done";
  throw new ReleaseError(
    "RUN001",
    `Kong's migrations ended with ${exitCode}; see the log of the container kong-migrations, and run the update again with --replace of it`,
  );
}
