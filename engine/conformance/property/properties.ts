import type { ResourceState, Snapshot, Urn } from "../../deployment/state/snapshot.ts";
import { isDefaultProvider, providerReference, STACK_TYPE } from "../../deployment/state/urn.ts";
import { type Scope, urnMatcher } from "../../deployment/steps/selection.ts";
import { type Program, requirementsOf, urnsOf } from "./program.ts";
import type { Observation } from "./scene.ts";
import { isThing } from "./truth.ts";
import type { Deed, World } from "./world.ts";

/** What a run must not have done, whatever it was: each a sentence. */
export function problemsOf(seen: Observation, program: Program): string[] {
  return [...seen.problems, ...orderOfMaking(seen, program), ...orderOfDeletions(seen)];
}

/** Everything is made and updated after what it needs. */
function orderOfMaking({ deeds }: Observation, program: Program): string[] {
  const urns = urnsOf(program);
  const made = new Map<Urn, Deed>();
  for (const deed of deeds) if (deed.call !== "delete") made.set(deed.urn, deed);
  return program.flatMap((resource) => {
    const own = made.get(urns.get(resource.slot) ?? "");
    if (own === undefined) return [];
    return [...requirementsOf(resource, program)].flatMap((slot) => {
      const needed = made.get(urns.get(slot) ?? "");
      if (needed === undefined || (needed.ended < own.began && !needed.failed)) return [];
      return [`order: ${own.call} of ${own.urn} began before ${needed.call} of ${needed.urn} had succeeded`];
    });
  });
}

/**
 * Everything is deleted before what it depends on. What is deleted in order to be made again may leave behind
 * dependents that can live with it.
 */
function orderOfDeletions({ deeds, before }: Observation): string[] {
  const entries = before?.resources ?? [];
  const deletions = new Map(deeds.filter(({ call }) => call === "delete").map((deed) => [deed.id, deed]));
  const madeAgain = (deletion: Deed): boolean =>
    deeds.some(({ call, urn, began }) => call === "create" && urn === deletion.urn && began > deletion.ended);
  const problems: string[] = [];
  entries.forEach((dependent, at) => {
    const own = deletions.get(dependent.id ?? "");
    if (own === undefined) return;
    for (const needed of entries.slice(0, at)) {
      const other = deletions.get(needed.id ?? "");
      if (other === undefined || !dependsOn(dependent, needed) || own.ended < other.began) continue;
      if (!own.failed && madeAgain(other) && !(madeAgain(own) && firmly(dependent, needed))) continue;
      problems.push(`order: ${needed.id} (${needed.urn}) is deleted before ${dependent.id} (${dependent.urn}) is gone`);
    }
  });
  return problems;
}

function dependsOn(dependent: ResourceState, needed: ResourceState): boolean {
  const { dependencies = [], parent, provider, deletedWith } = dependent;
  return (
    dependencies.includes(needed.urn) ||
    parent === needed.urn ||
    deletedWith === needed.urn ||
    (provider !== undefined && providerReference(provider).urn === needed.urn)
  );
}

/** True when the dependent cannot live on while the other is made again. */
function firmly({ propertyDependencies = {}, deletedWith }: ResourceState, needed: ResourceState): boolean {
  return deletedWith === needed.urn || (propertyDependencies.firmLink ?? []).includes(needed.urn);
}

/** What an operation is not for is not changed; but it is made again when it had to be deleted. */
export function outsideOfScope({ deeds }: Observation, scope: Scope): string[] {
  if (scope.kind === "everything" || (scope.kind === "targets" && scope.dependents)) return [];
  const isNamed = urnMatcher(scope.patterns);
  const deleted = new Set(deeds.filter(({ call }) => call === "delete").map(({ urn }) => urn));
  return deeds
    .filter(({ call, urn }) => call === "update" || (call === "create" && !deleted.has(urn)))
    .filter(({ urn }) => isNamed(urn) !== (scope.kind === "targets"))
    .map(({ call, urn }) => `scope: ${call} of ${urn}`);
}

/** A successful update leaves just what the program says. */
export function problemsOfGoal(snapshot: Snapshot | undefined, program: Program, world: World): string[] {
  const wanted = urnsOf(program);
  const entries = new Map((snapshot?.resources ?? []).map((state) => [state.urn, state]));
  const problems: string[] = [];
  for (const state of snapshot?.resources ?? []) {
    const known = [...wanted.values()].includes(state.urn) || state.type === STACK_TYPE || isDefaultProvider(state.urn);
    if (!known) problems.push(`goal: ${state.urn} is still in the state`);
    if (state.delete === true) problems.push(`goal: ${state.urn} (${state.id}) still waits to be deleted`);
    if ((state.initErrors ?? []).length > 0) problems.push(`goal: ${state.urn} is not in order`);
  }
  for (const { slot, size, shape, ignoreChanges, protect, retainOnDelete } of program) {
    const urn = wanted.get(slot) ?? "";
    const state = entries.get(urn);
    if (state === undefined) {
      problems.push(`goal: ${urn} is not in the state`);
      continue;
    }
    const inputs = isThing(state) ? world.things.get(state.id ?? "")?.inputs : state.inputs;
    if (inputs === undefined) problems.push(`goal: ${urn} is not there`);
    if (inputs?.size !== size && !ignoreChanges.includes("size")) problems.push(`goal: ${urn} has another size`);
    if (inputs?.shape !== shape && !ignoreChanges.includes("shape")) problems.push(`goal: ${urn} has another shape`);
    if ((state.protect ?? false) !== protect) problems.push(`goal: ${urn} is protected otherwise`);
    if ((state.retainOnDelete ?? false) !== retainOnDelete) problems.push(`goal: ${urn} is retained otherwise`);
  }
  return problems;
}
