import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";

/** What values a property takes. A set is a list whose order does not matter; a map holds texts by name. */
export type Shape =
  | { readonly kind: "text"; readonly matches?: RegExp }
  | { readonly kind: "duration" }
  | { readonly kind: "whole"; readonly least: number }
  | { readonly kind: "flag" }
  | { readonly kind: "map" }
  | { readonly kind: "list" | "set"; readonly of: Shape }
  | { readonly kind: "object"; readonly fields: Readonly<Record<string, Field>> };

/** What an object's field takes. */
export interface Field {
  readonly shape: Shape;
  /** The program must give it. */
  readonly required?: true;
  /** What it is where the program gives none, as the plugin has it; kept among the inputs. */
  readonly default?: string | number | boolean;
  /** Where the program says nothing, the engine decides, and whatever it decided is no change. */
  readonly engineDecides?: true;
}

/** An input of a resource. */
export interface Property extends Field {
  /** What a change of it takes. */
  readonly change: "replace" | "update";
  /** Where the program gives none, the resource's name and seven digits. */
  readonly autoNamed?: true;
  /** Empty is like absent: what the image or the engine has stays. */
  readonly emptyIsAbsent?: true;
  /** When a value comes to what there is, where that is not a matter of its shape. `olds` are the outputs. */
  readonly same?: (old: PropertyValue, now: PropertyValue, olds: PropertyMap) => boolean;
}

export type Properties = Readonly<Record<string, Property>>;

const text = { kind: "text" } as const satisfies Shape;

/** Short forms for the tables of the resources' inputs. */
export const TEXT: Shape = text;
export const DURATION: Shape = { kind: "duration" };
export const FLAG: Shape = { kind: "flag" };
export const MAP: Shape = { kind: "map" };
export const WHOLE: Shape = { kind: "whole", least: 0 };
export const TEXTS: Shape = { kind: "list", of: text };
export const TEXT_SET: Shape = { kind: "set", of: text };

/** Labels of every resource, as the plugin has them. */
export const LABELS: Shape = {
  kind: "set",
  of: {
    kind: "object",
    fields: { label: { shape: TEXT, required: true }, value: { shape: TEXT, required: true } },
  },
};
