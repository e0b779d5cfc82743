import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { isEmpty } from "../properties/canonical.ts";
import { durationText } from "../properties/duration.ts";
import { MAP } from "../properties/property.ts";
import { numberAt, objectsAt, textAt, textsAt } from "../properties/values.ts";
import type { InspectedContainer } from "./inspected.ts";
import { portsOf, publishedPorts } from "./ports.ts";

const MIB = 1024 * 1024;

/**
 * A container's outputs as the plugin has them, all of them: a state without one of them looks changed to it.
 * @param told what the engine does not tell back: the inputs at a creation or update, the outputs so far at a read. In clear.
 */
export function containerOutputs(told: PropertyMap, found: InspectedContainer): PropertyMap {
  return {
    ...NEVER_GIVEN,
    ...toldOutputs(told),
    ...configOutputs(told, found),
    ...hostOutputs(told, found),
    ...stateOutputs(told, found),
  };
}

/** Inputs of the plugin's that this provider does not take, as the plugin has them where nobody gives them. */
const NEVER_GIVEN: PropertyMap = {
  cgroupParent: null,
  cgroupnsMode: null,
  cpuPeriod: null,
  cpuQuota: null,
  cpus: null,
  deviceReadBps: [],
  deviceReadIops: [],
  deviceRequests: [],
  deviceWriteBps: [],
  deviceWriteIops: [],
  devices: [],
  gpus: null,
  hosts: [],
  mounts: [],
  pidMode: null,
  ulimits: [],
};

function toldOutputs(told: PropertyMap): PropertyMap {
  return {
    attach: told.attach ?? false,
    containerLogs: told.containerLogs ?? null,
    containerReadRefreshTimeoutMilliseconds: told.containerReadRefreshTimeoutMilliseconds ?? null,
    destroyGraceSeconds: told.destroyGraceSeconds ?? null,
    envs: told.envs ?? [],
    labels: objectsAt(told, "labels").map((entry) => ({
      label: textAt(entry, "label"),
      value: textAt(entry, "value"),
    })),
    logs: told.logs ?? false,
    networksAdvanced: objectsAt(told, "networksAdvanced").map((network) => ({
      name: textAt(network, "name"),
      aliases: textsAt(network, "aliases"),
      driverOpts: [],
      gwPriority: 0,
      ipv4Address: "",
      ipv6Address: "",
      linkLocalIps: [],
      macAddress: "",
    })),
    removeVolumes: told.removeVolumes ?? false,
    start: told.start ?? false,
    uploads: objectsAt(told, "uploads").map((upload) => ({
      file: textAt(upload, "file"),
      content: textAt(upload, "content"),
      contentBase64: textAt(upload, "contentBase64"),
      executable: upload.executable === true,
      permissions: textAt(upload, "permissions"),
      source: "",
      sourceHash: "",
    })),
    volumes: objectsAt(told, "volumes").map((volume) => ({
      containerPath: textAt(volume, "containerPath"),
      fromContainer: "",
      hostPath: textAt(volume, "hostPath"),
      readOnly: volume.readOnly === true,
      selinuxRelabel: "",
      volumeName: textAt(volume, "volumeName"),
    })),
    wait: told.wait ?? false,
    waitTimeout: told.waitTimeout ?? null,
  };
}

function configOutputs(told: PropertyMap, { Id, Name, Image, Platform, Config }: InspectedContainer): PropertyMap {
  const check = Config.Healthcheck ?? undefined;
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    // Of an image that is named by its id, the engine keeps the name that it has besides.
    image: textAt(told, "image").startsWith("sha256:") ? Image : Config.Image,
    platform: Platform,
    hostname: Config.Hostname,
    domainname: Config.Domainname,
    user: Config.User,
    workingDir: Config.WorkingDir,
    command: Config.Cmd,
    entrypoints: Config.Entrypoint,
    tty: Config.Tty,
    stdinOpen: Config.OpenStdin,
    stopSignal: Config.StopSignal,
    stopTimeout: Config.StopTimeout,
    healthcheck: check
      ? {
          tests: check.Test,
          interval: durationText(check.Interval),
          timeout: durationText(check.Timeout),
          startPeriod: durationText(check.StartPeriod),
          startInterval: durationText(check.StartInterval),
          retries: check.Retries,
        }
      : null,
  };
}

function hostOutputs(told: PropertyMap, { HostConfig: host }: InspectedContainer): PropertyMap {
  const capabilities = { adds: host.CapAdd, drops: host.CapDrop };
  return {
    capabilities: [...host.CapAdd, ...host.CapDrop].length > 0 ? capabilities : null,
    cpuSet: host.CpusetCpus,
    cpuShares: host.CpuShares,
    dns: host.Dns,
    dnsOpts: host.DnsOptions,
    dnsSearches: host.DnsSearch,
    groupAdds: host.GroupAdd,
    init: host.Init,
    ipcMode: host.IpcMode,
    logDriver: host.LogConfig.Type,
    // The engine's own would be a change to whoever gives none.
    logOpts: isEmpty(MAP, told.logOpts) ? {} : host.LogConfig.Config,
    maxRetryCount: host.RestartPolicy.MaximumRetryCount,
    memory: mib(host.Memory),
    memoryReservation: mib(host.MemoryReservation),
    memorySwap: mib(host.MemorySwap),
    networkMode: host.NetworkMode,
    privileged: host.Privileged,
    publishAllPorts: host.PublishAllPorts,
    readOnly: host.ReadonlyRootfs,
    restart: host.RestartPolicy.Name,
    rm: host.AutoRemove,
    runtime: host.Runtime,
    securityOpts: host.SecurityOpt,
    shmSize: mib(host.ShmSize),
    storageOpts: host.StorageOpt,
    sysctls: host.Sysctls,
    tmpfs: host.Tmpfs,
    usernsMode: host.UsernsMode,
  };
}

/** What is not a size, such as the -1 that is no limit, stays as it is. */
function mib(bytes: number): number {
  return bytes > 0 ? Math.floor(bytes / MIB) : bytes;
}

/**
 * A container that is to run and does not counts as one that need not: that is a change to whoever asks for it, and the
 * next update starts it, or replaces it where it published ports.
 */
function stateOutputs(told: PropertyMap, found: InspectedContainer): PropertyMap {
  const { State, NetworkSettings } = found;
  const mustRun = told.mustRun === true;
  const given = publishedPorts(told.ports).map((port) => ({ ...port, external: port.external ?? 0 }));
  return {
    bridge: NetworkSettings.Bridge,
    exitCode: State.Running ? (numberAt(told, "exitCode") ?? null) : State.ExitCode,
    mustRun: mustRun && State.Running,
    networkDatas: Object.entries(NetworkSettings.Networks)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([networkName, network]) => ({
        networkName,
        gateway: network.Gateway,
        globalIpv6Address: network.GlobalIPv6Address,
        globalIpv6PrefixLength: network.GlobalIPv6PrefixLen,
        ipAddress: network.IPAddress,
        ipPrefixLength: network.IPPrefixLen,
        ipv6Gateway: network.IPv6Gateway,
        macAddress: network.MacAddress,
      })),
    // Of a container that does not run the engine knows none, which is fine for one that need not.
    ports: given.length > 0 && (found.State.Running || mustRun) ? portsOf(found) : given,
  };
}
