import type { Urn } from "../../deployment/state/snapshot.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";

/** What a provider manages: it is there, whatever any state says. */
export interface Thing {
  readonly id: string;
  /** By which it was made. */
  readonly urn: Urn;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export type Call = "check" | "diff" | "create" | "update" | "delete" | "read";

/** What goes wrong with the next call of a kind that is about a name. */
export interface Fault {
  readonly call: Call;
  readonly name: string;
  /** `half`: it is done, but the thing is not in order; of `create`, `update` and `read` only. */
  readonly how: "fails" | "half";
}

/** A call that changes the world, with the moments (counted, not timed) at which it began and ended. */
export interface Deed {
  readonly call: "create" | "update" | "delete";
  readonly urn: Urn;
  readonly id: string;
  readonly began: number;
  ended: number;
  failed: boolean;
}

/** The things that exist, and what is done to them. It outlives every engine. */
export class World {
  readonly things = new Map<string, Thing>();
  deeds: Deed[] = [];
  private moment = 0;
  private made = 0;
  private versions = 0;

  begin(call: Deed["call"], urn: Urn, id: string): Deed {
    const deed: Deed = { call, urn, id, began: ++this.moment, ended: Number.POSITIVE_INFINITY, failed: false };
    this.deeds.push(deed);
    return deed;
  }

  end(deed: Deed, failed: boolean): void {
    deed.ended = ++this.moment;
    deed.failed = failed;
  }

  create(urn: Urn, inputs: PropertyMap): Thing {
    this.made += 1;
    const id = `id-${this.made}`;
    const thing = { id, urn, inputs, outputs: { ...inputs, made: `made-${this.made}`, version: this.version() } };
    this.things.set(id, thing);
    return thing;
  }

  /** @throws RangeError when it is not there */
  update(id: string, inputs: PropertyMap): Thing {
    const before = this.things.get(id);
    if (before === undefined) throw new RangeError(`there is no ${id}`);
    const { made = null } = before.outputs;
    const thing = { ...before, inputs, outputs: { ...inputs, made, version: this.version() } };
    this.things.set(id, thing);
    return thing;
  }

  /** Never twice the same, so that what a preview does not know does change. */
  private version(): string {
    this.versions += 1;
    return `version-${this.versions}`;
  }

  /** Takes what is inside it along. To delete what is not there is to have deleted it. */
  delete(id: string): void {
    this.things.delete(id);
    for (const thing of [...this.things.values()]) if (thing.inputs.inside === id) this.delete(thing.id);
  }
}
