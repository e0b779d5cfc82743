import type { ResourceValidationPolicy } from "@pulumi/policy";
import { containerOf } from "../workloads/docker.ts";
import { containersOf, type PodContainer, workloadOf } from "../workloads/pod.ts";

/**
 * What every container in a pod must set. A limit on processor time is not among it: it slows a service down while the
 * node has time to spare.
 */
const WANTED = [
  ["requests", "cpu"],
  ["requests", "memory"],
  ["limits", "memory"],
] as const;

export const workloadsHaveLimits: ResourceValidationPolicy = {
  name: "workloads-have-limits",
  description:
    "Every container says what it needs and at which memory it ends, so that a leak ends its own container and no other's. " +
    "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory in a pod, memory in a container of Docker.",
  enforcementLevel: "mandatory",
  validateResource({ type, name, props, notApplicable }, reportViolation) {
    const problems = problemsOf(type, name, props);
    if (problems === undefined) return notApplicable("it runs no container");
    if (problems.length > 0) reportViolation(problems.join("\n"));
  },
};

function problemsOf(type: string, name: string, props: object): readonly string[] | undefined {
  const container = containerOf(type, props);
  if (container) return (container.memory ?? 0) > 0 ? [] : [`${name} has no memory limit; set memory, in MiB.`];
  const workload = workloadOf(type, props);
  return workload && containersOf(workload.pod).flatMap((each) => missing(each, name));
}

function missing({ name: container, resources }: PodContainer, name: string): string[] {
  return WANTED.filter(([kind, resource]) => resources?.[kind]?.[resource] === undefined).map(
    ([kind, resource]) => `Container ${container} of ${name} has no resources.${kind}.${resource}.`,
  );
}
