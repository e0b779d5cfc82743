import type { Urn } from "../../deployment/state/snapshot.ts";
import { makeUrn } from "../../deployment/state/urn.ts";

export const PROJECT = "proj";
export const STACK = "dev";

/** The package of things. */
export const PACKAGE = "prop";

const TYPES = {
  thing: `${PACKAGE}:index:Thing`,
  component: `${PACKAGE}:index:Box`,
  provider: `pulumi:providers:${PACKAGE}`,
} as const;

/** Names one resource through all versions of a program, whatever its name and its parent are at the time. */
export type Slot = number;

export type Kind = "thing" | "component" | "provider";

/** An output of a thing that another takes as an input: `version` changes with each update, the others when replaced. */
export type Output = "id" | "made" | "version";

export interface Link {
  readonly of: Slot;
  readonly output: Output;
}

/** What a program says of one resource. Slots that it refers to may not be there, or come later: see `soundProgram`. */
export interface Resource {
  readonly slot: Slot;
  readonly kind: Kind;
  readonly name: string;
  /** Where in the program it stands; what it refers to must come before it. */
  readonly rank: number;
  /** Names that it had before, and by which the state may still know it. */
  readonly former: readonly Urn[];
  readonly parent: Slot | undefined;
  readonly dependsOn: readonly Slot[];
  readonly provider: Slot | undefined;
  readonly deletedWith: Slot | undefined;
  /** Changed in place. */
  readonly size: number;
  /** Replaces. A provider resource's replaces all that it manages. */
  readonly shape: number;
  /** An input that is changed in place. */
  readonly link: Link | undefined;
  /** An input that replaces when it changes. */
  readonly firmLink: Link | undefined;
  readonly secret: boolean;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean | undefined;
  /** What the provider says of it where the program says nothing. */
  readonly providerDeletesFirst: boolean;
  readonly ignoreChanges: readonly ("size" | "shape" | "link")[];
  readonly replaceOnChanges: readonly "size"[];
  readonly secretOutputs: readonly "made"[];
}

/** Resources in the order in which the program makes them. */
export type Program = readonly Resource[];

/** The resources in order, without references to what is not there or is not of the right kind. */
export function soundProgram(resources: Iterable<Resource>): Program {
  const done = new Map<Slot, Resource>();
  const sound: Resource[] = [];
  for (const resource of [...resources].toSorted((a, b) => a.rank - b.rank || a.slot - b.slot)) {
    const of = (slot: Slot | undefined, ...kinds: readonly Kind[]): Slot | undefined => {
      const target = slot === undefined ? undefined : done.get(slot);
      return target !== undefined && kinds.includes(target.kind) ? slot : undefined;
    };
    const isThing = resource.kind === "thing";
    const linked = (link: Link | undefined): Link | undefined =>
      link !== undefined && isThing && of(link.of, "thing") !== undefined ? link : undefined;
    const kept: Resource = {
      ...resource,
      parent: of(resource.parent, "thing", "component"),
      dependsOn: [...new Set(resource.dependsOn)].filter((slot) => done.has(slot)),
      provider: resource.kind === "provider" ? undefined : of(resource.provider, "provider"),
      deletedWith: isThing ? of(resource.deletedWith, "thing") : undefined,
      link: linked(resource.link),
      firmLink: linked(resource.firmLink),
    };
    done.set(resource.slot, kept);
    sound.push(kept);
  }
  return sound;
}

/** The slots that must be there before the resource is made; a component in `dependsOn` stands for what is in it. */
export function requirementsOf(resource: Resource, program: Program): Set<Slot> {
  const { parent, provider, deletedWith, link, firmLink } = resource;
  const direct = [parent, provider, deletedWith, link?.of, firmLink?.of].filter((slot) => slot !== undefined);
  return new Set([...direct, ...dependenciesOf(resource, program)]);
}

/** As the SDK expands `dependsOn`: components do not appear themselves, but with every resource that is in them. */
export function dependenciesOf({ dependsOn, rank, slot }: Resource, program: Program): Set<Slot> {
  const found = new Set<Slot>();
  const before = program.filter((other) => other.rank < rank || (other.rank === rank && other.slot < slot));
  const add = (target: Slot): void => {
    const of = before.find((other) => other.slot === target);
    if (of === undefined) return;
    if (of.kind !== "component") found.add(target);
    else for (const child of before) if (child.parent === target) add(child.slot);
  };
  for (const target of dependsOn) add(target);
  return found;
}

export function typeOfKind(kind: Kind): string {
  return TYPES[kind];
}

/** The names by which a program's resources are registered. */
export function urnsOf(program: Program): Map<Slot, Urn> {
  const urns = new Map<Slot, Urn>();
  for (const { slot, kind, name, parent } of program) {
    urns.set(slot, makeUrn(STACK, PROJECT, parent === undefined ? undefined : urns.get(parent), TYPES[kind], name));
  }
  return urns;
}

/** For each resource its former names; as the SDK has it, those of its parent make more of them. */
export function aliasesOf(program: Program): Map<Slot, Urn[]> {
  const urns = urnsOf(program);
  const aliases = new Map<Slot, Urn[]>();
  for (const { slot, kind, name, parent, former } of program) {
    const inherited = (parent === undefined ? [] : (aliases.get(parent) ?? [])).map((urn) =>
      makeUrn(STACK, PROJECT, urn, TYPES[kind], name),
    );
    const all = new Set([...former, ...inherited]);
    all.delete(urns.get(slot) ?? "");
    aliases.set(slot, [...all]);
  }
  return aliases;
}

/** What is set for a resource, or for the nearest of those that it is in. */
export function inherited<Key extends "provider" | "deletedWith">(
  program: Program,
  resource: Resource,
  key: Key,
): Slot | undefined {
  for (
    let at: Resource | undefined = resource;
    at !== undefined;
    at = program.find(({ slot }) => slot === at?.parent)
  ) {
    if (at[key] !== undefined) return at[key];
  }
  return undefined;
}
