import type { ResourceValidationPolicy } from "@pulumi/policy";
import { containerOf } from "../workloads/docker.ts";
import { workloadOf } from "../workloads/pod.ts";

export const workloadsHaveProbes: ResourceValidationPolicy = {
  name: "workloads-have-probes",
  description:
    "Whatever stays up is asked whether it is well: a container that hangs is started anew, one that is not ready gets no " +
    "requests. Set livenessProbe and readinessProbe in a pod, healthcheck in a container of Docker.",
  enforcementLevel: "mandatory",
  validateResource({ type, name, props, notApplicable }, reportViolation) {
    const problems = problemsOf(type, name, props);
    if (problems === undefined) return notApplicable("nothing stays up in it");
    if (problems.length > 0) reportViolation(problems.join("\n"));
  },
};

function problemsOf(type: string, name: string, props: object): readonly string[] | undefined {
  const container = containerOf(type, props);
  if (container) {
    if (container.mustRun === false) return undefined;
    return container.healthcheck === undefined ? [`${name} has no healthcheck.`] : [];
  }
  const workload = workloadOf(type, props);
  if (!workload?.staysUp) return undefined;
  return (workload.pod.containers ?? []).flatMap((each) =>
    (["livenessProbe", "readinessProbe"] as const)
      .filter((probe) => each[probe] === undefined)
      .map((probe) => `Container ${each.name} of ${name} has no ${probe}.`),
  );
}
