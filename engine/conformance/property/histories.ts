import fc from "fast-check";
import type { Edit } from "./edits.ts";
import type { SaveKill } from "./killed-engine.ts";
import type { Kind, Link, Resource, Slot } from "./program.ts";
import type { Fault } from "./world.ts";

/** How many resources a program can have. */
const SLOTS = 7;

/** What another hand does to one of the things that exist, counted from the oldest, modulo how many there are. */
export interface Drift {
  readonly which: number;
  readonly how: "resized" | "gone";
}

/** What goes wrong in a run. Faults name slots: names change. */
export interface Mishaps {
  readonly faults: readonly (Omit<Fault, "name"> & { readonly slot: Slot })[];
  readonly throwsAt: Slot | undefined;
  /** Undefined: the engine lives. */
  readonly kill: Kill | undefined;
}

/** How an engine is killed: after so many turns (see `Turns`), or when it stores a state. */
export type Kill =
  | { readonly kind: "imagined"; readonly turns: number }
  | { readonly kind: "real"; readonly turns: number | undefined; readonly save: SaveKill | undefined };

/** As `Scope`, with slots in place of names. */
export interface SlotScope {
  readonly kind: "targets" | "excludes";
  readonly slots: readonly Slot[];
  readonly dependents: boolean;
}

export interface Chapter {
  readonly edits: readonly Edit[];
  readonly drift: readonly Drift[];
  readonly operation: "update" | "refresh" | "destroy";
  /** Undefined: everything. */
  readonly scope: SlotScope | undefined;
  /** Read everything before the update or destroy. */
  readonly refresh: boolean;
  readonly mishaps: Mishaps;
  readonly continueOnError: boolean;
  readonly parallel: number;
  readonly choices: readonly number[];
}

/** A stack's life: again and again the program is edited and something is run. */
export type History = readonly Chapter[];

// Without fast-check's liking for small and extreme values: they make stacks in which little happens.
const below = (limit: number): fc.Arbitrary<number> => fc.noBias(fc.nat({ max: limit - 1 }));
const listOfUpTo = <Item>(item: fc.Arbitrary<Item>, minLength: number, maxLength: number): fc.Arbitrary<Item[]> =>
  fc.noBias(fc.array(item, { minLength, maxLength, size: "max" }));

const slot: fc.Arbitrary<Slot> = below(SLOTS);
const maybeSlot = fc.option(slot, { nil: undefined, freq: 2 });
const rarely = fc.oneof({ arbitrary: fc.constant(false), weight: 5 }, { arbitrary: fc.constant(true), weight: 1 });
const link: fc.Arbitrary<Link | undefined> = fc.option(
  fc.record({ of: slot, output: fc.constantFrom("id", "made", "version") }),
  { nil: undefined },
);
const listOf = <Item>(item: Item): fc.Arbitrary<readonly Item[]> => rarely.map((there) => (there ? [item] : []));

/** The parts of a resource that people change. */
const parts = {
  rank: below(4),
  parent: fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary: slot, weight: 1 }),
  dependsOn: fc.uniqueArray(slot, { maxLength: 2 }),
  provider: fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary: slot, weight: 1 }),
  deletedWith: fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary: slot, weight: 1 }),
  size: below(5),
  shape: below(5),
  link,
  firmLink: link,
  secret: rarely,
  protect: fc.oneof({ arbitrary: fc.constant(false), weight: 12 }, { arbitrary: fc.constant(true), weight: 1 }),
  retainOnDelete: rarely,
  deleteBeforeReplace: fc.option(fc.boolean(), { nil: undefined, freq: 1 }),
  providerDeletesFirst: rarely,
  ignoreChanges: fc.oneof(
    { arbitrary: fc.constant([] as const), weight: 5 },
    { arbitrary: fc.constantFrom(["size"] as const, ["shape"] as const, ["link"] as const), weight: 1 },
  ),
  replaceOnChanges: listOf("size" as const),
  secretOutputs: listOf("made" as const),
};

const kind: fc.Arbitrary<Kind> = fc.oneof(
  { arbitrary: fc.constant("thing" as const), weight: 6 },
  { arbitrary: fc.constant("component" as const), weight: 2 },
  { arbitrary: fc.constant("provider" as const), weight: 1 },
);

const resource: fc.Arbitrary<Resource> = fc
  .record({ slot, kind, ...parts })
  .map((made) => ({ ...made, name: `${made.kind}${made.slot}`, former: [] }));

// What makes steps more often than what changes an option only.
const changesOfFew = fc.oneof(
  { weight: 4, arbitrary: parts.size.map((size) => ({ size })) },
  { weight: 4, arbitrary: parts.shape.map((shape) => ({ shape })) },
  { weight: 3, arbitrary: fc.record({ shape: parts.shape, deleteBeforeReplace: fc.constant(true) }) },
  { weight: 2, arbitrary: fc.record({ link: parts.link, firmLink: parts.firmLink }) },
  { weight: 2, arbitrary: fc.record({ rank: parts.rank, dependsOn: parts.dependsOn, provider: parts.provider }) },
  {
    weight: 2,
    arbitrary: fc.record({
      deletedWith: parts.deletedWith,
      secret: parts.secret,
      protect: parts.protect,
      retainOnDelete: parts.retainOnDelete,
      ignoreChanges: parts.ignoreChanges,
      replaceOnChanges: parts.replaceOnChanges,
      secretOutputs: parts.secretOutputs,
    }),
  },
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("put" as const), resource }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("drop" as const), slot }) },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant("change" as const),
      slot,
      changes: changesOfFew,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename" as const), slot, alias: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("move" as const), slot, parent: maybeSlot, alias: fc.boolean() }),
  },
);

const fault = fc.oneof(
  fc.record({ call: fc.constantFrom("create", "update", "read"), slot, how: fc.constant("half" as const) }),
  fc.record({
    call: fc.constantFrom("check", "diff", "create", "update", "delete", "read"),
    slot,
    how: fc.constant("fails" as const),
  }),
) as fc.Arbitrary<Mishaps["faults"][number]>;

const turns = below(30);

const luck: Mishaps = { faults: [], throwsAt: undefined, kill: undefined };

const mishaps: fc.Arbitrary<Mishaps> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(luck) },
  { weight: 2, arbitrary: listOfUpTo(fault, 1, 4).map((faults) => ({ ...luck, faults })) },
  { weight: 1, arbitrary: slot.map((throwsAt) => ({ ...luck, throwsAt })) },
  { weight: 2, arbitrary: turns.map((count) => ({ ...luck, kill: { kind: "imagined" as const, turns: count } })) },
);

const chapter: fc.Arbitrary<Chapter> = fc.record({
  edits: listOfUpTo(edit, 0, 8),
  drift: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.record({ which: slot, how: fc.constantFrom("resized" as const, "gone" as const) }), {
        minLength: 1,
        maxLength: 2,
      }),
    },
  ),
  operation: fc.oneof(
    { weight: 10, arbitrary: fc.constant("update" as const) },
    { weight: 1, arbitrary: fc.constant("refresh" as const) },
    { weight: 1, arbitrary: fc.constant("destroy" as const) },
  ),
  scope: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom("targets" as const, "excludes" as const),
        slots: listOfUpTo(slot, 1, 4),
        dependents: fc.boolean(),
      }),
    },
  ),
  refresh: rarely,
  mishaps,
  continueOnError: rarely,
  parallel: fc.constantFrom(1, 2, 16),
  choices: listOfUpTo(below(8), 1, 8),
});

const first: fc.Arbitrary<Edit> = fc.record({ kind: fc.constant("put" as const), resource });

/** Histories that begin with something to make. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    beginning: listOfUpTo(first, 1, 14),
    chapters: listOfUpTo(chapter, 1, 6),
  })
  .map(({ beginning, chapters: [start, ...others] }) =>
    start === undefined ? [] : [{ ...start, edits: [...beginning, ...start.edits] }, ...others],
  );

const realKill: fc.Arbitrary<Kill> = fc.oneof(
  turns.map((count) => ({ kind: "real" as const, turns: count, save: undefined })),
  fc
    .record({ save: below(10), when: fc.constantFrom("before" as const, "while" as const, "after" as const) })
    .map((save) => ({ kind: "real" as const, turns: undefined, save })),
);

/** Histories in which the engine of the last chapter is a process that is killed. */
export const killedHistories: fc.Arbitrary<History> = fc
  .record({ history: histories, kill: realKill })
  .map(({ history, kill }) =>
    history.map((chapter, at) =>
      at === history.length - 1 ? { ...chapter, mishaps: { ...chapter.mishaps, kill } } : chapter,
    ),
  );
