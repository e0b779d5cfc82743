import type { z } from "zod";
import { type ErrorCode, ReleaseError } from "../../errors/release-error.ts";
import { contradictionsOf } from "./contradictions.ts";
import { configSchema, type ReleaseConfig } from "./schema.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Stack config with its defaults, checked as a whole. Pure.
 *
 * Throws with every problem at once, each with key, value and what is allowed: CFG001 for a wrong type, CFG002 for a value
 * out of range, CFG003 for values that contradict each other.
 *
 * @param given values by key, as the stack has them; Pulumi hands numbers and booleans at the top level on as text.
 * @param defaults values by key, from Pulumi.yaml.
 */
export function parseConfig(
  given: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): ReleaseConfig {
  const merged = withDefaults(given, defaults);
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => describeIssue(issue, merged));
    const code: ErrorCode = parsed.error.issues.some(({ code }) => code === "invalid_type") ? "CFG001" : "CFG002";
    throw new ReleaseError(code, problems.join("; "));
  }
  const contradictions = contradictionsOf(parsed.data);
  if (contradictions.length > 0) throw new ReleaseError("CFG003", contradictions.join("; "));
  return parsed.data;
}

/** Objects are completed key by key; anything else that is given replaces its default. */
export function withDefaults(given: unknown, defaults: unknown): unknown {
  if (given === undefined) return defaults;
  if (!isObject(given) || !isObject(defaults)) return given;
  const keys = new Set([...Object.keys(defaults), ...Object.keys(given)]);
  return Object.fromEntries([...keys].map((key) => [key, withDefaults(given[key], defaults[key])]));
}

function describeIssue(issue: z.core.$ZodIssue, config: unknown): string {
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => (path ? `${path}.${key}` : key)).join(", ");
    return `${keys} is no key of the config; Pulumi.yaml describes them all`;
  }
  const allowed = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return `${path} is ${JSON.stringify(valueAt(config as Json, issue.path)) ?? "missing"}; ${lowerFirst(allowed)}`;
}

function valueAt(config: Json | undefined, path: readonly PropertyKey[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, key) => (isObject(value) || Array.isArray(value) ? (value as Record<PropertyKey, Json>)[key] : undefined),
    config,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
