import { isObject } from "../../types/execute.ts";
import { invalid, isText, type Parsed, textOf } from "../../types/parse.ts";

export interface SearchRequest {
  /** 1 to 200 characters, not blank. */
  readonly query: string;
  /** How many tools at most, 1 to 20. */
  readonly k: number;
}

const MAX_QUERY = 200;
const MAX_K = 20;
const DEFAULT_K = 5;

export function parseSearchRequest(body: unknown): Parsed<SearchRequest> {
  if (!isObject(body)) return invalid("the body", "a JSON object", body);
  const { query, k = DEFAULT_K } = body;
  if (!isText(query, MAX_QUERY)) return invalid("query", textOf(MAX_QUERY), query);
  if (typeof k !== "number" || !Number.isInteger(k) || k < 1 || k > MAX_K) {
    return invalid("k", `an integer from 1 to ${MAX_K} (default ${DEFAULT_K})`, k);
  }
  return { ok: true, value: { query, k } };
}
