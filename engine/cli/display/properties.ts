import { equalValues } from "../../deployment/values/difference.ts";
import { isList, isPlainObject, isSecret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";

type Sign = " " | "+" | "-" | "~";

/** Lines of `key: value`, keys aligned and sorted, nested values indented by four columns. */
export function propertyLines(properties: PropertyMap, indent: number, sign: Sign = " "): string[] {
  const keys = visibleKeys(properties);
  const width = longest(keys);
  return keys.flatMap((key) => {
    const value = properties[key];
    return value === undefined ? [] : valueLines(`${key.padEnd(width)}: `, value, indent, sign);
  });
}

/**
 * Lines that say how `after` differs from `before`: added, removed and changed properties are marked `+`, `-` and `~`.
 *
 * @param same also list what did not change
 */
export function differenceLines(before: PropertyMap, after: PropertyMap, indent: number, same: boolean): string[] {
  const keys = [...new Set([...visibleKeys(before), ...visibleKeys(after)])].sort();
  const shown = keys.filter((key) => same || !equalValues(before[key], after[key]));
  const width = longest(shown);
  return shown.flatMap((key) => changeLines(`${key.padEnd(width)}: `, before[key], after[key], indent));
}

function changeLines(
  label: string,
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
  indent: number,
): string[] {
  if (after === undefined) {
    return before === undefined ? [] : valueLines(label, before, indent, "-");
  }
  if (before === undefined) {
    return valueLines(label, after, indent, "+");
  }
  if (equalValues(before, after)) {
    return valueLines(label, after, indent, " ");
  }
  if (isPlainObject(before) && isPlainObject(after)) {
    return [
      `${margin(indent, "~")}${label}{`,
      ...differenceLines(before, after, indent + 1, false),
      `${closing(indent)}}`,
    ];
  }
  if (isList(before) && isList(after)) {
    const length = Math.max(before.length, after.length);
    const items = Array.from({ length }, (_, index) => index)
      .filter((index) => !equalValues(before[index], after[index]))
      .flatMap((index) => changeLines(`[${index}]: `, before[index], after[index], indent + 1));
    return [`${margin(indent, "~")}${label}[`, ...items, `${closing(indent)}]`];
  }
  return [`${margin(indent, "~")}${label}${inlineText(before)} => ${inlineText(after)}`];
}

function valueLines(label: string, value: PropertyValue, indent: number, sign: Sign): string[] {
  const start = `${margin(indent, sign)}${label}`;
  if (isList(value) && value.length > 0) {
    const items = value.flatMap((item, index) => valueLines(`[${index}]: `, item, indent + 1, sign));
    return [`${start}[`, ...items, `${closing(indent)}]`];
  }
  if (isPlainObject(value) && visibleKeys(value).length > 0) {
    return [`${start}{`, ...propertyLines(value, indent + 1, sign), `${closing(indent)}}`];
  }
  return [`${start}${inlineText(value)}`];
}

/** One line for a value of any shape. */
function inlineText(value: PropertyValue): string {
  if (value === null) {
    return "<null>";
  }
  if (isSecret(value) || value === "[secret]") {
    return "[secret]";
  }
  return value === UNKNOWN ? "[unknown]" : JSON.stringify(value);
}

/** The engine's own properties are not shown. */
function visibleKeys(properties: PropertyMap): string[] {
  return Object.keys(properties)
    .filter((key) => !key.startsWith("__"))
    .sort();
}

function margin(indent: number, sign: Sign): string {
  return `${" ".repeat(4 * indent - 2)}${sign} `;
}

function closing(indent: number): string {
  return " ".repeat(4 * indent);
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
