import { requirementsOf, survivorsOf } from "../state/dependencies.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { isProviderType, STACK_TYPE } from "../state/urn.ts";
import { everythingUnder } from "./plan-deletions.ts";

/**
 * Which resources an operation is for. A pattern is a URN in which `*` stands for any text without a colon, and `**`
 * for any text. With `dependents`, what depends on the resources named is meant too.
 */
export type Scope =
  | { readonly kind: "everything" }
  | { readonly kind: "targets"; readonly patterns: readonly string[]; readonly dependents: boolean }
  | { readonly kind: "excludes"; readonly patterns: readonly string[]; readonly dependents: boolean };

export const EVERYTHING: Scope = { kind: "everything" };

/** @returns what tells whether a URN fits one of the patterns */
export function urnMatcher(patterns: readonly string[]): (urn: Urn) => boolean {
  const literals = new Set(patterns.filter((pattern) => !pattern.includes("*")));
  const expressions = patterns.filter((pattern) => pattern.includes("*")).map(expressionOf);
  return (urn) => literals.has(urn) || expressions.some((expression) => expression.test(urn));
}

function expressionOf(pattern: string): RegExp {
  const anyText = pattern.split("**").map((part) =>
    part
      .split("*")
      .map((text) => text.replaceAll(/[^A-Za-z0-9]/g, "\\$&"))
      .join("[^:]*"),
  );
  return new RegExp(`^${anyText.join(".*")}$`, "s");
}

/** The patterns that name one resource each, and name none of these. A wildcard may fit nothing. */
export function unknownUrns(patterns: readonly string[], known: ReadonlySet<Urn>): Urn[] {
  return patterns.filter((pattern) => !pattern.includes("*") && !known.has(pattern));
}

/** The patterns that a scope is made of. */
export function patternsOf(scope: Scope): readonly string[] {
  return scope.kind === "everything" ? [] : scope.patterns;
}

/** Answers which resources a scope takes in. Ask for everything that a resource depends on before asking for it. */
export class Selection {
  private readonly scope: Scope;
  private readonly named: (urn: Urn) => boolean;
  /** What was named, or depends on what was. */
  private readonly reached = new Set<Urn>();

  constructor(scope: Scope) {
    this.scope = scope;
    this.named = urnMatcher(patternsOf(scope));
  }

  takesIn(state: ResourceState): boolean {
    if (this.scope.kind === "everything") return true;
    const meant = this.isMeant(state, this.scope.dependents);
    if (meant) this.reached.add(state.urn);
    return meant === (this.scope.kind === "targets");
  }

  /** Like `takesIn`, but true for what every program needs: the stack and providers. */
  takesInRegistered(state: ResourceState): boolean {
    const takenIn = this.takesIn(state);
    return takenIn || state.type === STACK_TYPE || isProviderType(state.type);
  }

  private isMeant(state: ResourceState, dependents: boolean): boolean {
    if (this.named(state.urn)) return true;
    const isReached = (urn: Urn): boolean => this.reached.has(urn) || this.named(urn);
    return dependents && [state.parent ?? "", ...requirementsOf(state)].some(isReached);
  }
}

/**
 * What of the state may be deleted: of targets, they and everything that cannot be without them; with excludes,
 * everything but them and what they cannot be without.
 * @param resources the state in order of dependency
 */
export function deletableIn(scope: Scope, resources: readonly ResourceState[]): ReadonlySet<ResourceState> {
  if (scope.kind === "everything") return new Set(resources);
  const named = urnMatcher(scope.patterns);
  const reached = new Set(resources.filter(({ urn }) => named(urn)));
  if (scope.kind === "targets" || scope.dependents) {
    const survivors = survivorsOf(resources);
    for (const state of resources) {
      if ([...(survivors.get(state) ?? [])].some((survivor) => reached.has(survivor))) reached.add(state);
    }
  }
  if (scope.kind === "targets") return reached;
  const kept = everythingUnder([...reached], resources);
  return new Set(resources.filter((state) => !reached.has(state) && !kept.has(state)));
}

/** Those of the deletions that nobody asked for by name or leave to delete dependents: they must not be done. */
export function unaskedDeletions(scope: Scope, deleted: readonly ResourceState[]): ResourceState[] {
  if (scope.kind !== "targets" || scope.dependents) return [];
  const named = urnMatcher(scope.patterns);
  return deleted.filter(({ urn }) => !named(urn));
}
