import type { Urn } from "../state/snapshot.ts";
import { packageOf, providerReference, typeOf } from "../state/urn.ts";
import type { Registration } from "../wire/registration.ts";

/** What a resource takes over from its parent where it says nothing itself. */
export class Inheritance {
  private readonly registered = new Map<Urn, Registration>();

  /** @returns the registration with everything inherited; children may inherit from it in turn */
  apply(registration: Registration): Registration {
    const parent = registration.parent === undefined ? undefined : this.registered.get(registration.parent);
    const completed = parent === undefined ? registration : inherit(registration, parent);
    this.registered.set(completed.urn, completed);
    return completed;
  }

  /** The provider of a package that a component hands to what is in it. */
  providerFor(parent: Urn, packageName: string): string | undefined {
    return this.registered.get(parent)?.providers[packageName];
  }
}

function inherit(child: Registration, parent: Registration): Registration {
  const fromParent = child.custom ? {} : parent.providers;
  const own = child.provider ?? child.providers[packageOf(child.type)] ?? parent.providers[packageOf(child.type)];
  return {
    ...child,
    protect: child.protect ?? parent.protect,
    retainOnDelete: child.retainOnDelete ?? parent.retainOnDelete,
    deletedWith: child.deletedWith ?? parent.deletedWith,
    provider: own ?? (fits(child, parent.provider) ? parent.provider : undefined),
    providers: { ...fromParent, ...child.providers },
  };
}

function fits(child: Registration, provider: string | undefined): boolean {
  if (provider === undefined) return false;
  return packageOf(typeOf(providerReference(provider).urn)) === packageOf(child.type);
}
