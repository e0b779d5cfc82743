import type { Deployment, StateEntry, StepEvent, Told } from "./observation.ts";
import type { JsonObject } from "./scenario.ts";

/** What an engine told and stored in one operation, without what differs by chance. */
export interface Trace {
  /** All that the event log says of each step. */
  readonly steps: readonly StepEvent[];
  readonly counts: Told["counts"];
  readonly deployment: Deployment;
}

/** What no two runs have in common: when something happened, where the program stood, and what was made at random. */
const BY_CHANCE: readonly string[] = ["created", "modified", "time", "sourcePosition", "stackTrace", "salt"];

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** In an order that does not depend on who was faster. */
export function traceOf({ events, counts }: Told, deployment: Deployment): Trace {
  const key = ({ kind, metadata }: StepEvent): string => `${metadata.urn} ${metadata.op} ${kind}`;
  return withoutChance({
    steps: events.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
    counts,
    deployment: {
      ...deployment,
      resources: deployment.resources?.toSorted(byIdentity),
      pending_operations: deployment.pending_operations?.toSorted((a, b) => byIdentity(a.resource, b.resource)),
    },
  }) as Trace;
}

function byIdentity(a: StateEntry, b: StateEntry): number {
  const identity = ({ urn, delete: replaced, id }: StateEntry): string => `${urn} ${replaced} ${id}`;
  return identity(a) < identity(b) ? -1 : 1;
}

/** What the CLI lists in the order of a Go map, which no two runs have in common. */
const UNORDERED: readonly string[] = ["diffs", "keys"];

function withoutChance(value: unknown): unknown {
  if (typeof value === "string") return value.replace(UUID, "<uuid>");
  if (Array.isArray(value)) return value.map(withoutChance);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .filter(([key]) => !BY_CHANCE.includes(key))
      .map(([key, inside]) => {
        const comparable = withoutChance(inside);
        return [key, UNORDERED.includes(key) && Array.isArray(comparable) ? comparable.toSorted() : comparable];
      }),
  );
}
