import type { ResourceValidationPolicy } from "@pulumi/policy";
import { containerOf, type DockerContainer } from "../workloads/docker.ts";
import { containersOf, type PodContainer, type PodSpec, workloadOf } from "../workloads/pod.ts";

/** What Kubernetes' restricted level lets a container add; it opens ports below 1024 and nothing else. */
const ALLOWED_CAPABILITY = "NET_BIND_SERVICE";

export const noPrivileges: ResourceValidationPolicy = {
  name: "no-privileges",
  description:
    "No workload has rights on the machine that runs it: no privileged mode, no root, no added capabilities, no devices, no " +
    "paths, ports or namespaces of the host. Take the named setting out; give files by ConfigMap, Secret or uploads.",
  enforcementLevel: "mandatory",
  validateResource({ type, name, props, notApplicable }, reportViolation) {
    const rights = rightsOf(type, props);
    if (rights === undefined) return notApplicable("it runs no container");
    if (rights.length > 0) reportViolation(rights.map((right) => `${name}: ${right} must not be set.`).join("\n"));
  },
};

function rightsOf(type: string, props: object): readonly string[] | undefined {
  const container = containerOf(type, props);
  if (container) return rightsOfDocker(container);
  const workload = workloadOf(type, props);
  return workload && [...rightsOfPod(workload.pod), ...containersOf(workload.pod).flatMap(rightsOfContainer)];
}

function rightsOfPod({ hostNetwork, hostPID, hostIPC, volumes = [], securityContext = {} }: PodSpec): string[] {
  return [
    ...Object.entries({ hostNetwork, hostPID, hostIPC }).flatMap(([key, set]) => (set ? [`${key} true`] : [])),
    ...volumes.flatMap(({ name, hostPath }) => (hostPath ? [`volume ${name} with hostPath ${hostPath.path}`] : [])),
    ...(securityContext.runAsUser === 0 ? ["securityContext.runAsUser 0"] : []),
    ...(securityContext.runAsNonRoot === false ? ["securityContext.runAsNonRoot false"] : []),
  ];
}

function rightsOfContainer({ name, securityContext = {}, ports = [] }: PodContainer): string[] {
  const { privileged, allowPrivilegeEscalation, runAsUser, runAsNonRoot, capabilities } = securityContext;
  const added = (capabilities?.add ?? []).filter((capability) => capability !== ALLOWED_CAPABILITY);
  return [
    ...(privileged ? ["privileged true"] : []),
    ...(allowPrivilegeEscalation ? ["allowPrivilegeEscalation true"] : []),
    ...(runAsUser === 0 ? ["runAsUser 0"] : []),
    ...(runAsNonRoot === false ? ["runAsNonRoot false"] : []),
    ...added.map((capability) => `capability ${capability}`),
    ...ports.flatMap(({ hostPort }) => (hostPort === undefined ? [] : [`hostPort ${hostPort}`])),
  ].map((right) => `${right} of container ${name}`);
}

function rightsOfDocker(container: DockerContainer): string[] {
  const { networkMode, pidMode, ipcMode, usernsMode } = container;
  const modes = Object.entries({ networkMode, pidMode, ipcMode, usernsMode });
  return [
    ...(container.privileged ? ["privileged true"] : []),
    ...modes.flatMap(([key, mode]) => (mode === "host" ? [`${key} host`] : [])),
    ...(container.capabilities?.adds ?? []).map((capability) => `capability ${capability}`),
    ...((container.devices ?? []).length > 0 ? ["devices"] : []),
    ...(container.volumes ?? []).flatMap(({ hostPath }) => (hostPath ? [`hostPath ${hostPath}`] : [])),
    ...(container.mounts ?? []).flatMap(({ type, source }) => (type === "bind" ? [`bind mount of ${source}`] : [])),
  ];
}
