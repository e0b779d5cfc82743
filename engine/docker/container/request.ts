import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { nanosecondsOf } from "../properties/duration.ts";
import { labelsAt, numberAt, objectAt, objectsAt, textAt, textMapAt, textsAt } from "../properties/values.ts";
import { publishedPorts } from "./ports.ts";

const MIB = 1024 * 1024;

/** The body by which the engine makes a container of its inputs, in clear. */
export function creationRequest(inputs: PropertyMap): object {
  return {
    Image: textAt(inputs, "image"),
    ...given("Hostname", textAt(inputs, "hostname")),
    ...given("Domainname", textAt(inputs, "domainname")),
    ...given("User", textAt(inputs, "user")),
    ...given("WorkingDir", textAt(inputs, "workingDir")),
    ...given("StopSignal", textAt(inputs, "stopSignal")),
    ...given("StopTimeout", numberAt(inputs, "stopTimeout")),
    ...given("Cmd", textsAt(inputs, "command")),
    ...given("Entrypoint", textsAt(inputs, "entrypoints")),
    ...given("Env", textsAt(inputs, "envs")),
    Labels: labelsAt(inputs, "labels"),
    ...healthCheck(inputs),
    ...exposed(inputs),
    Volumes: Object.fromEntries(objectsAt(inputs, "volumes").map((volume) => [textAt(volume, "containerPath"), {}])),
    HostConfig: hostRequest(inputs),
  };
}

function hostRequest(inputs: PropertyMap): object {
  const capabilities = objectAt(inputs, "capabilities");
  return {
    ...restartPolicy(inputs),
    ...resources(inputs),
    NetworkMode: textAt(inputs, "networkMode"),
    ReadonlyRootfs: inputs.readOnly === true,
    Init: false,
    LogConfig: { Type: textAt(inputs, "logDriver"), Config: textMapAt(inputs, "logOpts") },
    Tmpfs: textMapAt(inputs, "tmpfs"),
    CapAdd: textsAt(capabilities, "adds"),
    CapDrop: textsAt(capabilities, "drops"),
    SecurityOpt: textsAt(inputs, "securityOpts"),
    GroupAdd: textsAt(inputs, "groupAdds"),
    ShmSize: (numberAt(inputs, "shmSize") ?? 0) * MIB,
    Binds: objectsAt(inputs, "volumes").flatMap(bind),
    PortBindings: bindings(inputs),
  };
}

/** The body by which the engine changes a container in place. */
export function updateRequest(inputs: PropertyMap): object {
  return { ...resources(inputs), ...restartPolicy(inputs) };
}

/** The inputs of which `updateRequest` tells the engine. */
export const UPDATABLE = [
  ...["restart", "maxRetryCount", "cpuShares", "cpuSet"],
  ...["memory", "memoryReservation", "memorySwap"],
];

function restartPolicy(inputs: PropertyMap): object {
  const policy = { Name: textAt(inputs, "restart"), MaximumRetryCount: numberAt(inputs, "maxRetryCount") ?? 0 };
  return { RestartPolicy: policy };
}

function resources(inputs: PropertyMap): object {
  const memory = (numberAt(inputs, "memory") ?? 0) * MIB;
  const swap = numberAt(inputs, "memorySwap") ?? 0;
  return {
    Memory: memory,
    MemoryReservation: (numberAt(inputs, "memoryReservation") ?? 0) * MIB,
    // As the engine does at first, and not when memory is changed: then it refuses more memory than swap.
    MemorySwap: swap > 0 ? swap * MIB : swap === 0 ? 2 * memory : swap,
    CpuShares: numberAt(inputs, "cpuShares") ?? 0,
    CpusetCpus: textAt(inputs, "cpuSet"),
  };
}

function healthCheck(inputs: PropertyMap): object {
  if ((inputs.healthcheck ?? null) === null) return {};
  const check = objectAt(inputs, "healthcheck");
  const nanoseconds = (name: string): number => nanosecondsOf(textAt(check, name)) ?? 0;
  return {
    Healthcheck: {
      Test: textsAt(check, "tests"),
      Interval: nanoseconds("interval"),
      Timeout: nanoseconds("timeout"),
      StartPeriod: nanoseconds("startPeriod"),
      StartInterval: nanoseconds("startInterval"),
      Retries: numberAt(check, "retries") ?? 0,
    },
  };
}

function exposed(inputs: PropertyMap): object {
  const ports = publishedPorts(inputs.ports);
  if (ports.length === 0) return {};
  return { ExposedPorts: Object.fromEntries(ports.map(({ internal, protocol }) => [`${internal}/${protocol}`, {}])) };
}

function bindings(inputs: PropertyMap): object {
  const bound: Record<string, object[]> = {};
  for (const { internal, protocol, ip, external = 0 } of publishedPorts(inputs.ports)) {
    const key = `${internal}/${protocol}`;
    bound[key] = [...(bound[key] ?? []), { HostIp: ip, HostPort: String(external) }];
  }
  return bound;
}

/** A volume without a source is one without a name, which the engine makes. */
function bind(volume: PropertyMap): string[] {
  const source = textAt(volume, "hostPath") || textAt(volume, "volumeName");
  if (source === "") return [];
  return [`${source}:${textAt(volume, "containerPath")}:${volume.readOnly === true ? "ro" : "rw"}`];
}

function given(name: string, value: string | number | readonly string[] | undefined): object {
  const says = Array.isArray(value) ? value.length > 0 : Boolean(value);
  return says ? { [name]: value } : {};
}
