import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { stackLabel } from "./labels.ts";
import type { DockerPlace } from "./settings.ts";

/** A file that is in a container when it starts, for everybody in it to read: there is one user. Its text may be a secret. */
export interface UploadedFile {
  readonly file: string;
  readonly content: pulumi.Input<string>;
}

const READABLE = "0444";

export interface ContainerSpec {
  readonly image: pulumi.Input<string>;
  /** Name in the stack's network. Two containers have it while one replaces the other. */
  readonly alias: string;
  /** In MiB; what uses more is ended and started anew. */
  readonly memoryMiB: number;
  readonly environment?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly labels?: Readonly<Record<string, pulumi.Input<string>>>;
  readonly files?: readonly UploadedFile[];
  readonly volumes?: readonly {
    readonly name: pulumi.Input<string>;
    readonly path: string;
    readonly readOnly: boolean;
  }[];
  /** Folders that are empty at each start, in memory. */
  readonly scratch?: readonly string[];
  /** Ports on 127.0.0.1 of the engine's machine; without `external` the engine takes a free one. */
  readonly ports?: readonly { readonly internal: number; readonly external?: number }[];
  /** `user` or `user:group`; absent, the image's own. */
  readonly user?: string;
  readonly life: Life;
}

/** A service stays up and says how it is; a task is awaited. */
export type Life =
  | {
      readonly kind: "service";
      /** Command that ends with 0 when it is well. */
      readonly healthCheck: readonly string[];
      /** For the first answer, and for the end after SIGTERM, in seconds. */
      readonly startSeconds: number;
      readonly stopSeconds: number;
    }
  | { readonly kind: "task" };

/** As the engine answers it: another spelling would be a change that each update finds anew. @param seconds below an hour */
function goDuration(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/**
 * A container without any right on its host: no capabilities, no way to more, a root that is read-only, limited memory and
 * logs. The engine cannot put files into a container whose root is read-only (moby's daemon/archive_unix.go), so one that
 * gets files has a root that it may write.
 */
export function container(
  name: string,
  spec: ContainerSpec,
  place: DockerPlace,
  options: pulumi.CustomResourceOptions,
) {
  const { life, files = [], scratch = [] } = spec;
  return new docker.Container(
    name,
    {
      image: spec.image,
      ...(spec.command ? { command: [...spec.command] } : {}),
      ...(spec.entrypoint ? { entrypoints: [...spec.entrypoint] } : {}),
      envs: environment(spec.environment ?? {}),
      labels: [
        stackLabel(place.stack),
        ...Object.entries(spec.labels ?? {}).map(([label, value]) => ({ label, value })),
      ],
      networksAdvanced: [{ name: place.network, aliases: [spec.alias] }],
      ports: (spec.ports ?? []).map((port) => ({ ...port, ip: "127.0.0.1", protocol: "tcp" })),
      uploads: files.map((file) => ({ ...file, permissions: READABLE })),
      volumes: (spec.volumes ?? []).map(({ name: volumeName, path: containerPath, readOnly }) => ({
        volumeName,
        containerPath,
        readOnly,
      })),
      ...(spec.user ? { user: spec.user } : {}),
      tmpfs: Object.fromEntries(scratch.map((folder) => [folder, "rw,noexec,nosuid,size=64m"])),
      readOnly: files.length === 0,
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      memory: spec.memoryMiB,
      // The same: no swap beside it.
      memorySwap: spec.memoryMiB,
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      ...(life.kind === "service" ? serviceLife(life) : { mustRun: false, attach: true, logs: true, restart: "no" }),
    },
    pulumi.mergeOptions(place.parent, options),
  );
}

function serviceLife({ healthCheck, startSeconds, stopSeconds }: Life & { readonly kind: "service" }) {
  return {
    restart: "unless-stopped",
    healthcheck: {
      tests: ["CMD", ...healthCheck],
      interval: "5s",
      timeout: "3s",
      retries: 3,
      startPeriod: goDuration(startSeconds),
    },
    // Only what answers is there for whatever depends on it.
    wait: true,
    waitTimeout: startSeconds,
    destroyGraceSeconds: stopSeconds,
    stopTimeout: stopSeconds,
  };
}

const CARRIER_MEMORY_MIB = 16;

/**
 * A container that is never started: it puts files into a volume, which others mount read-only. A change of a file makes
 * another one, and leaves those who read the files running.
 */
export function fileCarrier(
  name: string,
  {
    image,
    volume,
    folder,
    files,
  }: {
    readonly image: string;
    readonly volume: pulumi.Input<string>;
    readonly folder: string;
    readonly files: readonly UploadedFile[];
  },
  { stack, parent }: DockerPlace,
  options: pulumi.CustomResourceOptions,
) {
  return new docker.Container(
    name,
    {
      image,
      labels: [stackLabel(stack)],
      volumes: [{ volumeName: volume, containerPath: folder }],
      uploads: files.map((file) => ({ ...file, permissions: READABLE })),
      networkMode: "none",
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      memory: CARRIER_MEMORY_MIB,
      // The engine would add as much again, and each update would find that changed.
      memorySwap: CARRIER_MEMORY_MIB,
      start: false,
      mustRun: false,
      restart: "no",
    },
    pulumi.mergeOptions(parent, options),
  );
}

/** Where a published port of a service is reached from the machine that deploys. */
export function publishedUrl({ ports }: docker.Container, internal: number): pulumi.Output<string> {
  return ports.apply((published) => {
    const port = published?.find((candidate) => candidate.internal === internal)?.external;
    if (port === undefined) throw new Error(`the container publishes no port for ${internal}`);
    return `http://127.0.0.1:${port}`;
  });
}

function environment(variables: pulumi.Input<Record<string, pulumi.Input<string>>>): pulumi.Output<string[]> {
  return pulumi.output(variables).apply((known) =>
    Object.entries(known)
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
  );
}
