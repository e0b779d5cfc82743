import { withAliasesResolved } from "./aliases.ts";
import { inOrderOfDependency } from "./order.ts";
import type { PendingOperation, ResourceState, Snapshot, Urn } from "./snapshot.ts";
import { storedForm } from "./stored-form.ts";

/**
 * The state of a stack while a run changes it: what was there before, what the run has made of it so far, and what is
 * under way. States are immutable; the ledger knows which one stands for a resource now.
 */
export class Ledger {
  private base: ResourceState[];
  private readonly added: ResourceState[] = [];
  private readonly gone = new Set<ResourceState>();
  private readonly successors = new Map<ResourceState, ResourceState>();
  private readonly underWay = new Set<PendingOperation>();
  /** Creations that an earlier run left open: nobody but a person can say how they ended. */
  private readonly leftOpen: readonly PendingOperation[];
  /** True when something stays among what was there before that new entries may depend on. */
  private mixed = false;

  constructor(snapshot: Snapshot | undefined) {
    this.base = [...(snapshot?.resources ?? [])];
    this.leftOpen = (snapshot?.pendingOperations ?? []).filter(({ type }) => type === "creating");
  }

  /** What was there before the run, as it stands now, in order of dependency; without what is gone. */
  before(): readonly ResourceState[] {
    return this.base.filter((state) => !this.gone.has(state));
  }

  /** Like `before`, with the entries that the run has replaced by new ones. */
  everythingBefore(): readonly ResourceState[] {
    return this.base;
  }

  /** The resources of the state, each with what the run made of it. */
  resources(): readonly ResourceState[] {
    return [...this.added.filter((state) => !this.gone.has(state)), ...this.before()];
  }

  /** The state before the run by URN, without what waits for deletion. */
  living(): Map<Urn, ResourceState> {
    return new Map(this.base.filter((state) => state.delete !== true).map((state) => [state.urn, state]));
  }

  /** After a refresh: a new beginning. */
  rebase(resources: readonly ResourceState[]): void {
    this.base = [...resources];
  }

  add(state: ResourceState): void {
    this.added.push(state);
  }

  /** The entries of an operation that is not for all resources stand behind new ones, which may depend on them. */
  leaveAlone(): void {
    this.mixed = true;
  }

  remove(state: ResourceState): void {
    this.gone.add(this.current(state));
  }

  /** Changes one entry in place. @returns what stands for it from now on */
  alter(state: ResourceState, changes: Partial<ResourceState>): ResourceState {
    const current = this.current(state);
    const altered = { ...current, ...changes };
    for (const list of [this.base, this.added]) {
      const at = list.indexOf(current);
      if (at >= 0) list[at] = altered;
    }
    this.successors.set(current, altered);
    return altered;
  }

  /** What stands now for an entry that may have been altered since. */
  current(state: ResourceState): ResourceState {
    let current = state;
    for (let next = this.successors.get(current); next !== undefined; next = this.successors.get(current)) {
      current = next;
    }
    return current;
  }

  /** @returns call it when the operation has ended, whichever way */
  begin(operation: PendingOperation): () => void {
    this.underWay.add(operation);
    return () => this.underWay.delete(operation);
  }

  /** The state as it is to be stored now. */
  snapshot(): Snapshot {
    const { resources, pendingOperations } = withAliasesResolved({
      resources: this.mixed ? inOrderOfDependency(this.resources()) : this.resources(),
      pendingOperations: [...this.underWay, ...this.leftOpen],
    });
    return {
      resources: resources.map(storedForm),
      pendingOperations: pendingOperations.map(({ resource, type }) => ({ resource: storedForm(resource), type })),
    };
  }
}
