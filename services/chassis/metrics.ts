import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Identity } from "./identity.ts";

/**
 * A registry whose every series carries the constant label `version`, with the process metrics and one
 * `<name>_build_info{version,git_commit} 1` for each name.
 */
export function createRegistry(identity: Identity, buildInfoNames: readonly string[]): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ version: identity.version });
  collectDefaultMetrics({ register: registry });
  // Its label `version` is Node's, which would be taken for the service's.
  registry.removeSingleMetric("nodejs_version_info");
  for (const name of buildInfoNames) {
    new Gauge({
      name: `${name}_build_info`,
      help: "1; the labels say which version and commit this process is.",
      labelNames: ["git_commit"],
      registers: [registry],
    }).set({ git_commit: identity.gitCommit }, 1);
  }
  return registry;
}
