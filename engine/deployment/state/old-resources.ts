import { type Alias, formerNames } from "./former-names.ts";
import type { ResourceState, Urn } from "./snapshot.ts";

/** Matches what a program registers with what the state has, by its name or a former one. Each is matched once. */
export class OldResources {
  private readonly living: ReadonlyMap<Urn, ResourceState>;
  private readonly registered = new Set<Urn>();
  /** Former name → the name that took it over. */
  private readonly takenOver = new Map<Urn, Urn>();
  /** The other way round. */
  private readonly formerNames = new Map<Urn, Urn>();

  constructor(living: ReadonlyMap<Urn, ResourceState>) {
    this.living = living;
  }

  /**
   * @returns what the state has for it, by its own name first
   * @throws RangeError when the name, or a former name that matters, was claimed before
   */
  claim(urn: Urn, parent: Urn | undefined, aliases: readonly Alias[]): ResourceState | undefined {
    if (this.registered.has(urn)) throw new RangeError(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    const claimant = this.takenOver.get(urn);
    if (claimant !== undefined) {
      throw new RangeError(`Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${claimant}'`);
    }
    this.registered.add(urn);
    const formerNameOf = (other: Urn): Urn | undefined => this.formerNames.get(other);
    const names = [urn, ...formerNames({ urn, parent, aliases, formerNameOf })];
    const name = names.find((candidate) => this.living.has(candidate));
    if (name === undefined) return undefined;
    if (name !== urn) {
      const conflict = this.registered.has(name) ? urn : this.takenOver.get(name);
      if (conflict !== undefined) {
        throw new RangeError(
          `Duplicate resource alias '${name}' applied to resource with URN '${urn}' conflicting with resource with ` +
            `URN '${conflict}'`,
        );
      }
      this.takenOver.set(name, urn);
      this.formerNames.set(urn, name);
    }
    return this.living.get(name);
  }

  /** Has a resource go on under its former name: what is inside of it may refer to it so. */
  keepFormerName(urn: Urn): void {
    this.registered.add(urn);
  }

  /** True when the program has registered a resource by this name. */
  has(urn: Urn): boolean {
    return this.registered.has(urn);
  }

  /** The present name of a provider or resource that was matched by a former one. */
  presentName(urn: Urn): Urn {
    return this.takenOver.get(urn) ?? urn;
  }

  /** Every name, present or former, that a registration claimed. */
  claimed(): Set<Urn> {
    return new Set([...this.registered, ...this.takenOver.keys()]);
  }
}
