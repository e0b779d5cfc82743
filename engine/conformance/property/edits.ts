import { type Resource, type Slot, soundProgram, urnsOf } from "./program.ts";

/** What people do to a program between two runs. */
export type Edit =
  /** Writes the resource anew; what was in the slot goes. */
  | { readonly kind: "put"; readonly resource: Resource }
  | { readonly kind: "drop"; readonly slot: Slot }
  | {
      readonly kind: "change";
      readonly slot: Slot;
      readonly changes: Partial<Omit<Resource, "slot" | "kind" | "name">>;
    }
  /** With `alias`, the state's resource is to be kept. */
  | { readonly kind: "rename"; readonly slot: Slot; readonly alias: boolean }
  | { readonly kind: "move"; readonly slot: Slot; readonly parent: Slot | undefined; readonly alias: boolean };

/** Names are never used twice, so that no alias means two resources. */
export class Sources {
  private resources = new Map<Slot, Resource>();
  private renames = 0;

  constructor(edits: readonly Edit[] = []) {
    for (const edit of edits) this.apply(edit);
  }

  get written(): Iterable<Resource> {
    return this.resources.values();
  }

  apply(edit: Edit): void {
    if (edit.kind === "put") {
      this.resources.set(edit.resource.slot, edit.resource);
      return;
    }
    const before = this.resources.get(edit.slot);
    if (before === undefined) return;
    if (edit.kind === "drop") {
      this.resources.delete(edit.slot);
      return;
    }
    this.resources.set(edit.slot, this.changed(before, edit));
  }

  private changed(before: Resource, edit: Exclude<Edit, { kind: "put" | "drop" }>): Resource {
    if (edit.kind === "change") return { ...before, ...edit.changes };
    const name = urnsOf(soundProgram(this.written)).get(before.slot);
    const remembered = edit.alias && name !== undefined ? [...before.former, name] : [];
    if (edit.kind === "move") return { ...before, parent: edit.parent, former: remembered };
    this.renames += 1;
    return { ...before, name: `${before.kind}${before.slot}-${this.renames}`, former: remembered };
  }
}
