/** A value as JSON carries it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

/** An object whose keys may be absent, as a request's body before defaults are filled in. */
export type PartialObject = Record<string, Json | undefined>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
