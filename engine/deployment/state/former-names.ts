import type { Urn } from "./snapshot.ts";
import { makeUrn, nameOf, typeOf } from "./urn.ts";

/** What a program says of the name that a resource may have had. What is left out is as it is now. */
export type Alias =
  | { readonly kind: "urn"; readonly urn: Urn }
  | {
      readonly kind: "parts";
      readonly name: string | undefined;
      readonly type: string | undefined;
      readonly stack: string | undefined;
      readonly project: string | undefined;
      /** Null: it had no parent. */
      readonly parent: Urn | null | undefined;
    };

/**
 * The names that a resource may have had: by its aliases, by its parent's former name, and by both.
 * @param formerNameOf the name by which a resource of this run was found in the state, when that is another
 */
export function formerNames(options: {
  readonly urn: Urn;
  readonly parent: Urn | undefined;
  readonly aliases: readonly Alias[];
  readonly formerNameOf: (urn: Urn) => Urn | undefined;
}): Urn[] {
  const { urn, parent, aliases, formerNameOf } = options;
  const { stack, project } = placeOf(urn);
  const own = aliases.map((alias) => aliasUrn(alias, urn, parent, formerNameOf));
  const formerParent = parent === undefined ? undefined : formerNameOf(parent);
  const inherited =
    parent === undefined || formerParent === undefined
      ? []
      : [urn, ...own].map((name) => {
          const inherited = inheritedName(nameOf(name), nameOf(parent), nameOf(formerParent));
          return makeUrn(stack, project, formerParent, typeOf(name), inherited);
        });
  return [...new Set([...own, ...inherited])];
}

function aliasUrn(alias: Alias, urn: Urn, parent: Urn | undefined, formerNameOf: (urn: Urn) => Urn | undefined): Urn {
  if (alias.kind === "urn") return alias.urn;
  const place = placeOf(urn);
  const named = alias.parent && (formerNameOf(alias.parent) ?? alias.parent);
  return makeUrn(
    alias.stack ?? place.stack,
    alias.project ?? place.project,
    alias.parent === undefined ? parent : (named ?? undefined),
    alias.type ?? typeOf(urn),
    alias.name ?? nameOf(urn),
  );
}

/** Where a child's name begins with its parent's, that beginning has changed with the parent's name. */
function inheritedName(name: string, parent: string, formerParent: string): string {
  return name.startsWith(parent) ? formerParent + name.slice(parent.length) : name;
}

function placeOf(urn: Urn): { readonly stack: string; readonly project: string } {
  const [, , stack = ""] = urn.split(":");
  return { stack, project: urn.split("::")[1] ?? "" };
}
