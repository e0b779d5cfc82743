import { isObject } from "../json.ts";

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `{name="up1"}`: a table as Kong's messages show it on one line (Penlight's `pretty.write` without indentation). */
export function inlineTable(value: unknown): string {
  return write(value, "", "");
}

/** The same over several lines, as in the messages about nested fields. */
export function indentedTable(value: unknown): string {
  return write(value, "  ", "");
}

function write(value: unknown, step: string, indent: string): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return braces(listEntries(value, step, indent + step), step, indent);
  if (isObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .map((key) => `${keyOf(key)}${equals(step)}${write(value[key], step, indent + step)}`);
    return braces(entries, step, indent);
  }
  return String(value);
}

function listEntries(list: unknown[], step: string, indent: string): string[] {
  const gap = list.includes(null);
  return list.flatMap((item, index) => {
    if (item === null) return [];
    const text = write(item, step, indent);
    return [gap ? `[${index + 1}]${equals(step)}${text}` : text];
  });
}

function braces(entries: string[], step: string, indent: string): string {
  if (entries.length === 0) return "{}";
  if (step === "") return `{${entries.join(",")}}`;
  return `{\n${entries.map((entry) => `${indent}${step}${entry}`).join(",\n")}\n${indent}}`;
}

function equals(step: string): string {
  return step === "" ? "=" : " = ";
}

function keyOf(key: string): string {
  return IDENTIFIER.test(key) ? key : `[${quote(key)}]`;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
