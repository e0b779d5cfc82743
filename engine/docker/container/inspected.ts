import { z } from "zod";
import { textMap } from "../api/text-map.ts";

// The engine leaves out what is empty, or writes null.
const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

const healthCheckRun = z.object({ ExitCode: number, Output: text });

/** What the engine answers about a container, as far as this provider looks at it. */
export const inspectedContainer = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: text,
  Platform: text,
  RestartCount: number,
  State: z.object({
    /** created, running, paused, restarting, removing, exited, dead */
    Status: z.string(),
    Running: z.boolean(),
    Restarting: flag,
    OOMKilled: flag,
    ExitCode: number,
    Error: text,
    Health: z
      .object({
        Status: text,
        FailingStreak: number,
        Log: z
          .array(healthCheckRun)
          .nullish()
          .transform((list) => list ?? []),
      })
      .nullish(),
  }),
  Config: z.object({
    Image: text,
    Hostname: text,
    Domainname: text,
    User: text,
    WorkingDir: text,
    Cmd: texts,
    Entrypoint: texts,
    Tty: flag,
    OpenStdin: flag,
    StopSignal: text,
    StopTimeout: number,
    Healthcheck: z
      .object({
        Test: texts,
        Interval: number,
        Timeout: number,
        StartPeriod: number,
        StartInterval: number,
        Retries: number,
      })
      .nullish(),
  }),
  HostConfig: z.object({
    AutoRemove: flag,
    ReadonlyRootfs: flag,
    Privileged: flag,
    PublishAllPorts: flag,
    Init: flag,
    NetworkMode: text,
    IpcMode: text,
    UsernsMode: text,
    Runtime: text,
    RestartPolicy: z.object({ Name: text, MaximumRetryCount: number }),
    LogConfig: z.object({ Type: text, Config: textMap }),
    CapAdd: texts,
    CapDrop: texts,
    SecurityOpt: texts,
    GroupAdd: texts,
    Dns: texts,
    DnsOptions: texts,
    DnsSearch: texts,
    Tmpfs: textMap,
    Sysctls: textMap,
    StorageOpt: textMap,
    Memory: number,
    MemoryReservation: number,
    MemorySwap: number,
    ShmSize: number,
    CpuShares: number,
    CpusetCpus: text,
  }),
  NetworkSettings: z.object({
    Bridge: text,
    Ports: z
      .record(z.string(), z.array(z.object({ HostIp: text, HostPort: text })).nullable())
      .nullish()
      .transform((ports) => ports ?? {}),
    Networks: z
      .record(
        z.string(),
        z.object({
          Gateway: text,
          IPAddress: text,
          IPPrefixLen: number,
          IPv6Gateway: text,
          GlobalIPv6Address: text,
          GlobalIPv6PrefixLen: number,
          MacAddress: text,
        }),
      )
      .nullish()
      .transform((networks) => networks ?? {}),
  }),
});

export type InspectedContainer = z.infer<typeof inspectedContainer>;
