import type { StepOperation } from "../../deployment/events.ts";
import { isList, isPlainObject, isResourceReference, isSecret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import type { Palette } from "./palette.ts";
import { type Difference, differenceOf, differenceOfProperties } from "./property-difference.ts";
import { decodedText, lineChanges } from "./text-difference.ts";

/** Where what does not differ is shown: all of it, only inside of properties that differ, or not at all. */
export type ShownSames = "everywhere" | "inside" | "nowhere";

/** How a line stands for what happens to its value. */
interface LineStyle {
  readonly sign: " " | "+" | "-" | "~";
  /** Whose colour it has. */
  readonly operation: StepOperation;
}

const SAME: LineStyle = { sign: " ", operation: "same" };
const ADDED: LineStyle = { sign: "+", operation: "create" };
const DELETED: LineStyle = { sign: "-", operation: "delete" };
const CHANGED: LineStyle = { sign: "~", operation: "update" };

/** Steps of four columns: where a property's line begins, and what is inside of it. Items of lists have them apart. */
interface Place {
  readonly title: number;
  readonly body: number;
}

/**
 * Lines of `key: value`, keys aligned and sorted, nested values indented by four columns.
 *
 * @param operation in whose colour
 */
export function propertyLines(
  properties: PropertyMap,
  indent: number,
  palette: Palette,
  operation: StepOperation = "same",
): string[] {
  return new PropertyPrinter(palette, "nowhere").object(properties, indent, { sign: " ", operation });
}

/** Lines that say how properties differ: those added, removed and changed are marked `+`, `-` and `~`. */
export function differenceLines(
  before: PropertyMap,
  after: PropertyMap,
  indent: number,
  palette: Palette,
  sames: ShownSames,
): string[] {
  return linesOfDifference(differenceOfProperties(before, after), indent, palette, sames);
}

/** As `differenceLines`, of a difference that is known. */
export function linesOfDifference(
  properties: ReadonlyMap<string, Difference>,
  indent: number,
  palette: Palette,
  sames: ShownSames,
): string[] {
  return new PropertyPrinter(palette, sames === "nowhere" ? "nowhere" : "everywhere").difference(
    properties,
    indent,
    sames === "everywhere",
  );
}

/** The CLI's form of properties (pkg/backend/display/object_diff.go). */
class PropertyPrinter {
  readonly #palette: Palette;
  readonly #showsSames: boolean;

  constructor(palette: Palette, sames: "everywhere" | "nowhere") {
    this.#palette = palette;
    this.#showsSames = sames === "everywhere";
  }

  object(properties: PropertyMap, indent: number, style: LineStyle): string[] {
    // The engine's own properties are not shown.
    const keys = Object.keys(properties).filter((key) => !key.startsWith("__"));
    const width = longest(keys);
    const place = { title: indent, body: indent };
    return keys.sort().flatMap((key) => this.#value(`${key.padEnd(width)}: `, properties[key] ?? null, place, style));
  }

  difference(properties: ReadonlyMap<string, Difference>, indent: number, showsSames = this.#showsSames): string[] {
    const width = longest([...properties.keys()]);
    const place = { title: indent, body: indent };
    return [...properties].flatMap(([key, difference]) =>
      difference.kind === "same" && (!showsSames || isEmpty(difference.value))
        ? []
        : this.#difference(`${key.padEnd(width)}: `, difference, place),
    );
  }

  #difference(label: string, difference: Difference, place: Place): string[] {
    switch (difference.kind) {
      case "added":
        return this.#value(label, difference.value, place, ADDED);
      case "deleted":
        return this.#value(label, difference.value, place, DELETED);
      case "same":
        return this.#value(label, difference.value, place, SAME);
      case "object":
        return [
          this.#line(place.title, CHANGED, `${label}{`),
          ...this.difference(difference.properties, place.body + 1),
          this.#closing(place.body, CHANGED, "}"),
        ];
      case "list": {
        const items = [...difference.items].filter(([, item]) => item.kind !== "same" || this.#showsSames);
        const itemPlace = { title: place.body + 1, body: place.body + 2 };
        return [
          this.#line(place.title, CHANGED, `${label}[`),
          ...items.flatMap(([index, item]) => this.#difference(`[${index}]: `, item, itemPlace)),
          this.#closing(place.body, CHANGED, "]"),
        ];
      }
      case "changed":
        return this.#change(label, difference.before, difference.after, place);
    }
  }

  #change(label: string, before: PropertyValue, after: PropertyValue, place: Place): string[] {
    if (isEmpty(before) || isEmpty(after) || !isInline(before) || !isInline(after)) {
      return [
        ...(isEmpty(before) ? [] : this.#value(label, before, place, DELETED)),
        ...(isEmpty(after) ? [] : this.#value(label, after, place, ADDED)),
      ];
    }
    return isText(before) && isText(after)
      ? this.#textChange(label, before, after, place)
      : [this.#inlineChange(label, before, after, place)];
  }

  #textChange(label: string, before: string, after: string, place: Place): string[] {
    const [old, now] = [decodedText(before), decodedText(after)];
    if (old !== undefined && now !== undefined) {
      const notation = old.notation === now.notation ? old.notation : `${old.notation} => ${now.notation}`;
      const difference = differenceOf(old.value, now.value);
      if (difference.kind !== "same") {
        return this.#difference(`${label}(${notation}) `, difference, place);
      }
    }
    if (!before.includes("\n") && !after.includes("\n")) {
      return [this.#inlineChange(label, before, after, place)];
    }
    const styles = { same: SAME, added: ADDED, deleted: DELETED };
    return [
      this.#line(place.title, CHANGED, label.trimEnd()),
      ...lineChanges(before, after).map(({ kind, line }) => this.#line(place.body + 1, styles[kind], line)),
    ];
  }

  #inlineChange(label: string, before: PropertyValue, after: PropertyValue, place: Place): string {
    return [
      this.#line(place.title, CHANGED, label),
      this.#palette.operation(DELETED.operation, inlineText(before)),
      this.#palette.operation(CHANGED.operation, " => "),
      this.#palette.operation(ADDED.operation, inlineText(after)),
    ].join("");
  }

  #value(label: string, value: PropertyValue, place: Place, style: LineStyle): string[] {
    const decoded = isText(value) ? decodedText(value) : undefined;
    if (decoded !== undefined) {
      return this.#value(`${label}(${decoded.notation}) `, decoded.value, place, style);
    }
    if (isResourceReference(value)) {
      const shown = { URN: value.urn, ID: value.id };
      return this.#block(label, "{}", this.object(shown, place.body + 1, style), place, style);
    }
    if (isList(value) && value.length > 0) {
      // The sign of an item stands where that of its list does.
      const itemPlace = { title: place.body, body: place.body + 1 };
      const items = value.flatMap((item, index) => this.#value(`    [${index}]: `, item, itemPlace, style));
      return this.#block(label, "[]", items, place, style);
    }
    if (isPlainObject(value) && Object.keys(value).length > 0) {
      return this.#block(label, "{}", this.object(value, place.body + 1, style), place, style);
    }
    return [this.#line(place.title, style, label + inlineText(value))];
  }

  #block(label: string, brackets: "{}" | "[]", lines: readonly string[], place: Place, style: LineStyle): string[] {
    return [
      this.#line(place.title, style, label + brackets[0]),
      ...lines,
      this.#closing(place.body, style, brackets[1] ?? ""),
    ];
  }

  #line(indent: number, { sign, operation }: LineStyle, text: string): string {
    return this.#palette.operation(operation, `${" ".repeat(4 * indent - 2)}${sign} ${text}`);
  }

  #closing(indent: number, { operation }: LineStyle, bracket: string): string {
    return this.#palette.operation(operation, " ".repeat(4 * indent) + bracket);
  }
}

function isText(value: PropertyValue): value is string {
  return typeof value === "string" && value !== UNKNOWN && value !== "[secret]";
}

function isInline(value: PropertyValue): boolean {
  return !isList(value) && !isPlainObject(value) && !isResourceReference(value);
}

/** What says so little that it is left out where it is no news. */
function isEmpty(value: PropertyValue): boolean {
  return (
    value === null ||
    value === "" ||
    (isList(value) && value.length === 0) ||
    (isPlainObject(value) && Object.keys(value).length === 0)
  );
}

/** One line for what is no list and no object, or an empty one. */
function inlineText(value: PropertyValue): string {
  if (value === null) {
    return "<null>";
  }
  if (isSecret(value) || value === "[secret]") {
    return "[secret]";
  }
  if (typeof value === "number" && Number.isInteger(value)) {
    return BigInt(value).toString();
  }
  return value === UNKNOWN ? "[unknown]" : JSON.stringify(value);
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
