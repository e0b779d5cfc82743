import * as pulumi from "@pulumi/pulumi";
import { ReleaseError } from "../../../../errors/release-error.ts";
import type { Cluster } from "../cluster.ts";
import { workload } from "../manifests/workload.ts";
import type { KubernetesSettings } from "../settings.ts";
import { kongManifests, migrations } from "./kong.ts";
import { PASSWORD_KEY, postgresManifests } from "./postgres.ts";

/**
 * A Kong of the stack's own with its PostgreSQL, in the order of an upgrade.
 *
 * @param password of the database; a secret
 * @returns what must be there before the Admin API is called
 */
export function managedKong(
  settings: KubernetesSettings,
  cluster: Cluster,
  password: pulumi.Output<string>,
): pulumi.CustomResource[] {
  const { name: _name, ...metadata } = workload(settings, "database").metadata;
  const secret = cluster.create("database-password", {
    kind: "Secret",
    metadata,
    stringData: { [PASSWORD_KEY]: password.apply(refuseNone) },
  });
  const secretName = secret.metadata.name;
  const database = cluster.createAll(postgresManifests(settings, secretName));
  const { before, after } = migrations(settings, secretName);
  const prepared = cluster.createAll(before, { dependsOn: database });
  const kong = cluster.createAll(kongManifests(settings, secretName), { dependsOn: prepared });
  return [...kong, ...cluster.createAll(after, { dependsOn: kong })];
}

/** A preview goes on: it may run where the secrets of the stack are not. */
function refuseNone(password: string): string {
  if (password !== "") return password;
  const problem =
    "postgresPassword is not set; gateway.mode managed needs it: pulumi config set --secret postgresPassword <password>";
  if (!pulumi.runtime.isDryRun()) throw new ReleaseError("CFG003", problem);
  void pulumi.log.warn(problem);
  return password;
}
