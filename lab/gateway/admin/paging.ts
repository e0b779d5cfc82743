import type { JsonObject } from "../json.ts";
import { AdminError, invalidOffset, invalidSize, invalidTags } from "./errors.ts";

/** Entities a page has unless `size` says otherwise, and at most. */
const DEFAULT_SIZE = 100;
const MAX_SIZE = 1000;

export interface Page {
  data: JsonObject[];
  /** Where the next page begins; absent on the last. */
  offset?: string;
}

function pageSize(query: URLSearchParams): number {
  const size = givenSize(query) ?? DEFAULT_SIZE;
  if (!Number.isInteger(size) || size < 1 || size > MAX_SIZE) {
    throw invalidSize(`size must be an integer between 1 and ${MAX_SIZE}`);
  }
  return size;
}

function givenSize(query: URLSearchParams): number | undefined {
  const text = query.get("size");
  if (text === null) return undefined;
  const size = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isNaN(size)) throw invalidSize("size must be a number");
  return size;
}

/** Pages through entities that are sorted by id; an offset is the last id of the page before, encoded as Kong does. */
export function pageById(rows: JsonObject[], query: URLSearchParams): Page {
  const size = pageSize(query);
  const offset = query.get("offset");
  const after = offset === null ? undefined : decodeOffset(offset);
  const rest = after === undefined ? rows : rows.filter((row) => String(row.id) > after);
  const data = rest.slice(0, size);
  const last = data.at(-1);
  if (rest.length <= size || !last) return { data };
  return {
    data,
    offset: Buffer.from(JSON.stringify([last.id]))
      .toString("base64")
      .replace(/=+$/, ""),
  };
}

function decodeOffset(offset: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(offset) || offset.replace(/=+$/, "").length % 4 === 1) {
    throw invalidOffset(offset, "bad base64 encoding");
  }
  try {
    const [id] = JSON.parse(Buffer.from(offset, "base64").toString());
    return String(id);
  } catch {
    throw invalidOffset(offset, "bad json encoding");
  }
}

/** Targets are paged by position, newest first; a size out of bounds is taken for the bound. */
export function pageByPosition(rows: JsonObject[], query: URLSearchParams): Page {
  const size = Math.max(0, Math.min(givenSize(query) ?? DEFAULT_SIZE, MAX_SIZE));
  const offset = query.get("offset") ?? "0";
  // Kong does arithmetic with the text, which fails without an answer of its own.
  if (!/^\d+$/.test(offset)) throw new AdminError(500, { message: "An unexpected error occurred" });
  const end = Number(offset) + size;
  const data = rows.slice(Number(offset), end);
  return rows.length > end ? { data, offset: String(end) } : { data };
}

const TAG = "[\\x20-\\x2b\\x2d\\x2e\\x30-\\x7e\\u0080-\\u{10ffff}]+";
const ALL_OF = new RegExp(`^(?:${TAG}(?:,|$))+$`, "u");
const ANY_OF = new RegExp(`^(?:${TAG}(?:/|$))+$`, "u");
const MAX_TAGS = 5;

/** `tags=a,b` keeps what has both, `tags=a/b` what has either. */
export function filterByTags(rows: JsonObject[], query: URLSearchParams): JsonObject[] {
  const filter = query.get("tags");
  if (filter === null) return rows;
  if (filter === "") throw invalidTags("cannot be null");
  const all = ALL_OF.test(filter);
  if (!all && !ANY_OF.test(filter)) throw invalidTags("invalid filter syntax");
  const wanted = filter.split(all ? "," : "/");
  if (wanted.length > MAX_TAGS) throw invalidTags(`cannot query more than ${MAX_TAGS} tags`);
  return rows.filter((row) => {
    const tags = Array.isArray(row.tags) ? row.tags : [];
    return all ? wanted.every((tag) => tags.includes(tag)) : wanted.some((tag) => tags.includes(tag));
  });
}
