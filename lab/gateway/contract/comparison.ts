import { isObject } from "../json.ts";
import type { Bindings } from "./bindings.ts";

/** Values that are of the moment: only their form is compared. */
const FORMS: Record<string, RegExp> = {
  created_at: /^\d+(\.\d+)?$/,
  updated_at: /^\d+(\.\d+)?$/,
  node_id: /^[0-9a-f-]{36}$/,
  request_id: /^[0-9a-f]{32}$/,
  "x-kong-request-id": /^[0-9a-f]{32}$/,
  "x-request-id": /^[0-9a-f-]{36}$/,
  "x-kong-upstream-latency": /^\d+$/,
  "x-kong-proxy-latency": /^\d+$/,
  "x-kong-response-latency": /^\d+$/,
  "x-kong-admin-latency": /^\d+$/,
  "ratelimit-reset": /^\d+$/,
  "retry-after": /^\d+$/,
};

/** Headers that say nothing about the gateway's behaviour, or follow from the length of ids and ports. */
const IGNORED_HEADERS = new Set(["date", "connection", "content-length", "transfer-encoding"]);

/** The differences between what was recorded and what came, as lines to read; none when they are the same. */
export function differences(recorded: unknown, actual: unknown, bindings: Bindings, path = ""): string[] {
  const key = path.split(".").at(-1) ?? "";
  const form = FORMS[key];
  if (form && recorded !== null) {
    return form.test(String(actual)) ? [] : [`${path}: expected the form ${form}, got ${actual}`];
  }
  if (Array.isArray(recorded) && Array.isArray(actual)) return listDifferences(recorded, actual, bindings, path);
  if (isObject(recorded) && isObject(actual)) {
    const keys = new Set([...Object.keys(recorded), ...Object.keys(actual)]);
    return [...keys].flatMap((name) => {
      if (!(name in actual)) return [`${path}.${name}: missing, expected ${JSON.stringify(recorded[name])}`];
      if (!(name in recorded)) return [`${path}.${name}: unexpected ${JSON.stringify(actual[name])}`];
      return differences(recorded[name], actual[name], bindings, `${path}.${name}`);
    });
  }
  const shown = leaf(actual, recorded, bindings);
  return shown === recorded ? [] : [`${path}: expected ${JSON.stringify(recorded)}, got ${JSON.stringify(shown)}`];
}

function leaf(actual: unknown, recorded: unknown, bindings: Bindings): unknown {
  if (typeof actual === "number") return Number(bindings.toRecorded(String(actual), String(recorded)));
  if (typeof actual !== "string") return actual;
  const text = bindings.toRecorded(actual, String(recorded));
  return text.replace(/request_id: [0-9a-f]{32}/, /request_id: [0-9a-f]{32}/.exec(String(recorded))?.[0] ?? "");
}

/** Lists of entities come in the order of their ids, which are random: they are compared in the order of names. */
function listDifferences(recorded: unknown[], actual: unknown[], bindings: Bindings, path: string): string[] {
  if (recorded.length !== actual.length) {
    return [`${path}: expected ${recorded.length} elements, got ${actual.length}: ${JSON.stringify(actual)}`];
  }
  const [left, right] = [recorded, actual].map((list) => list.toSorted(byName));
  return (left ?? []).flatMap((item, index) => differences(item, right?.[index], bindings, `${path}.${index}`));
}

function byName(a: unknown, b: unknown): number {
  const names = [a, b].map((item) => (isObject(item) && typeof item.name === "string" ? item.name : ""));
  return (names[0] ?? "") < (names[1] ?? "") ? -1 : names[0] === names[1] ? 0 : 1;
}

/** Every recorded header must be there; further ones are the server's own business (`Keep-Alive`). */
export function headerDifferences(
  recorded: Record<string, string>,
  actual: Record<string, unknown>,
  bindings: Bindings,
): string[] {
  return Object.entries(recorded).flatMap(([name, value]) => {
    if (IGNORED_HEADERS.has(name)) return [];
    if (!(name in actual)) return [`header ${name}: missing, expected ${value}`];
    return differences(value, actual[name], bindings, name).map((line) => `header ${line}`);
  });
}
