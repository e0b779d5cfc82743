import type { Cluster } from "../kubectl/cluster.ts";
import { KubectlError } from "../kubectl/kubectl-error.ts";
import { type KubeObject, type ObjectIdentity, textAt } from "../objects/kube-object.ts";
import type { Trouble } from "./verdict.ts";

/** How many of a container's last lines explain its end. */
const LOG_LINES = 5;

/**
 * Troubles as texts for people, with what the cluster's events and the containers' logs add.
 * @param identity of the object that has them, whose own events are told too
 */
export async function explained(
  cluster: Cluster,
  identity: ObjectIdentity,
  troubles: readonly Trouble[],
): Promise<string[]> {
  const { namespace } = identity;
  const events = namespace === "" ? [] : await warnings(cluster, namespace);
  const texts = await Promise.all(
    troubles.map(async ({ text, eventsOf, logs }) => {
      const event = eventsOf === undefined ? undefined : lastWarning(events, eventsOf);
      const lines =
        logs === undefined
          ? []
          : await cluster.lastLines({ name: logs.pod, namespace }, logs.container, {
              previous: logs.previous,
              lines: LOG_LINES,
            });
      return [
        event === undefined ? text : `${text} (${event})`,
        ...(lines.length > 0 ? ["its last lines:", ...lines.map((line) => `  ${line}`)] : []),
      ].join("\n");
    }),
  );
  // Of some controllers only an event tells why they make no pods.
  const own = texts.length === 0 ? lastWarning(events, identity.name) : undefined;
  return own === undefined ? texts : [...texts, own];
}

async function warnings(cluster: Cluster, namespace: string): Promise<KubeObject[]> {
  try {
    return await cluster.warningEvents(namespace);
  } catch (error) {
    // They only explain a failure; the failure itself is to be told.
    if (error instanceof KubectlError) return [];
    throw error;
  }
}

/** `Unhealthy: Readiness probe failed: …`: the last warning about an object of this name. */
function lastWarning(events: readonly KubeObject[], name: string): string | undefined {
  const event = events.findLast((candidate) => textAt(candidate, "involvedObject", "name") === name);
  return event && `${textAt(event, "reason")}: ${textAt(event, "message").trim()}`;
}
