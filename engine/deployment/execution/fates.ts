import type { Urn } from "../state/snapshot.ts";

/** What a run has decided so far about the resources of its state. */
export class Fates {
  readonly replaced = new Set<Urn>();
  /** Whatever was decided: by present and by former name. */
  readonly decided = new Set<Urn>();
  /** What had to go because something under it is replaced: why, and when it is gone. */
  readonly early = new Map<Urn, { readonly keys: readonly string[]; readonly gone: Promise<unknown> }>();
}
