import type { ResourceState, Snapshot } from "../../deployment/state/snapshot.ts";
import { isProviderType } from "../../deployment/state/urn.ts";
import { equalValues } from "../../deployment/values/difference.ts";
import { revealedProperties } from "../../deployment/values/secrecy.ts";
import type { World } from "./world.ts";

/** What may differ between the world and a state, for reasons that the state does not say. */
export class Truth {
  /** Left behind on purpose, or on the way out with what they were in. */
  readonly released = new Set<string>();
  /** Made by a call whose engine was killed: the state has only the creation, announced. */
  readonly orphans = new Set<string>();
  /** Changed or taken away by another hand, or by a call whose engine was killed. */
  readonly drifted = new Set<string>();

  /** The state forgets, by option, what is still there. */
  learn(before: Snapshot | undefined, after: Snapshot): void {
    const known = new Set(after.resources.map(({ id }) => id));
    for (const { id, retainOnDelete, deletedWith } of before?.resources ?? []) {
      if (id === undefined || known.has(id)) continue;
      if (retainOnDelete === true || deletedWith !== undefined) this.released.add(id);
    }
  }

  /** What is not as the state says, nor explained by an operation that it says is under way. */
  problems(world: World, snapshot: Snapshot): string[] {
    const { pendingOperations } = snapshot;
    const entries = snapshot.resources.filter(isThing);
    const ids = new Set(entries.map(({ id }) => id));
    const pending = (type: string, matches: (resource: ResourceState) => boolean): boolean =>
      pendingOperations.some((operation) => operation.type === type && matches(operation.resource));
    // By the name that it is to have: under an alias, no entry has that yet.
    const urns = new Set(entries.map(({ urn }) => urn));
    const updated = pendingOperations.flatMap(({ type, resource }) => (type === "updating" ? [resource.urn] : []));
    const lost = [...world.things.values()]
      .filter(({ id }) => !ids.has(id) && !this.released.has(id) && !this.orphans.has(id))
      .filter(({ urn }) => !pending("creating", (resource) => resource.urn === urn))
      .map(({ id, urn }) => `lost: ${id} (${urn}) is there, and the state does not know it`);
    const wrong = entries.flatMap((entry) => {
      const thing = world.things.get(entry.id ?? "");
      if (entry.pendingReplacement === true || this.drifted.has(entry.id ?? "")) return [];
      if (thing === undefined) {
        // It went with what it was in, and waits for the end of a run to be struck off.
        if (entry.delete === true && entry.deletedWith !== undefined) return [];
        if (pending("deleting", ({ id }) => id === entry.id)) return [];
        return [`not there: ${entry.id} (${entry.urn}), which the state has`];
      }
      if (equalValues(revealedProperties(entry.outputs ?? {}), thing.outputs)) return [];
      if (updated.some((urn) => urn === entry.urn || !urns.has(urn))) return [];
      return [
        `different: ${entry.id} (${entry.urn}) is ${JSON.stringify(thing.outputs)}, the state has ${JSON.stringify(entry.outputs)}`,
      ];
    });
    return [...lost, ...wrong];
  }

  /** After a kill: what the state announces may have happened, or not. */
  forgive(world: World, snapshot: Snapshot): void {
    const ids = new Set(snapshot.resources.map(({ id }) => id));
    const urns = new Set(snapshot.resources.map(({ urn }) => urn));
    for (const { type, resource } of snapshot.pendingOperations) {
      if (type === "deleting") this.drifted.add(resource.id ?? "");
      if (type !== "updating") continue;
      // By the name that it is to have: under an alias, no entry has that yet, and it may be any of them.
      const meant = snapshot.resources.filter(({ urn }) => urn === resource.urn || !urns.has(resource.urn));
      for (const { id } of meant) this.drifted.add(id ?? "");
    }
    for (const { id, urn } of world.things.values()) {
      const announced = snapshot.pendingOperations.some(
        ({ type, resource }) => type === "creating" && resource.urn === urn,
      );
      if (announced && !ids.has(id)) this.orphans.add(id);
    }
  }
}

/** True for what the world can have. */
export function isThing(state: ResourceState): boolean {
  return state.custom && !isProviderType(state.type);
}
