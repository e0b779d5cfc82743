import { INVALID_PORT, parseAddress } from "../addresses.ts";
import { type ListField, type MapField, recordOf, type StringField } from "../schema/fields.ts";
import { regexError } from "./regex-error.ts";

/** The field types that Kong's schemas share (kong/db/schema/typedefs.lua), with their messages. */

export const id = { type: "string", uuid: true, auto: true } as const;
export const timestamp = { type: "integer", timestamp: true, auto: true } as const;
export const timestampWithMillis = { type: "number", timestamp: true, auto: true } as const;
export const port = { type: "integer", between: [0, 65535] } as const;

export const name: StringField = {
  type: "string",
  unique: true,
  check: (value: string) =>
    /^[A-Za-z0-9.\-_~\u0080-\u{10ffff}]+$/u.test(value)
      ? undefined
      : `invalid value '${value}': the only accepted ascii characters are alphanumerics or ., -, _, and ~`,
};

export const tags: ListField = {
  type: "set",
  elements: {
    type: "string",
    required: true,
    check: (value: string) =>
      /^[ \x21-\x2b\x2d\x2e\x30-\x7e\u0080-\u{10ffff}]+$/u.test(value)
        ? undefined
        : `invalid tag '${value}': expected printable ascii (except \`,\` and \`/\`) or valid utf-8 sequences`,
  },
};

export const PROTOCOLS = ["grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"] as const;
export const protocol: StringField = { type: "string", oneOf: PROTOCOLS };

function checkHost(value: string): string | undefined {
  const parsed = parseAddress(value);
  if (!parsed.ok) return parsed.error === INVALID_PORT ? "must not have a port" : `invalid value: ${value}`;
  return parsed.address.port === undefined ? undefined : "must not have a port";
}

export const host: StringField = { type: "string", check: checkHost };

export const serverName: StringField = {
  type: "string",
  check: (value: string) => {
    const parsed = parseAddress(value);
    if (parsed.ok && parsed.address.type !== "name") return "must not be an IP";
    return checkHost(value);
  },
};

export const hostWithOptionalPort: StringField = {
  type: "string",
  check: (value: string) => {
    const parsed = parseAddress(value);
    return parsed.ok ? undefined : parsed.error;
  },
};

const RESERVED_PATH = /^\/[A-Za-z0-9.\-_~/%:@!$&'()*+,;=]*$/;

function checkPercentEncoding(path: string): string | undefined {
  const rest = path.replace(/%[0-9a-fA-F]{2}/g, "___");
  const broken = /%.?.?/s.exec(rest)?.[0];
  return broken === undefined ? undefined : `invalid url-encoded value: '${broken}'`;
}

const noEmptySegments = [{ pattern: /\/\//, message: "must not have empty segments" }];

export const path: StringField = {
  type: "string",
  startsWith: "/",
  matchNone: noEmptySegments,
  check: (value: string) => {
    if (!RESERVED_PATH.test(value)) {
      return `invalid path: '${value}' (characters outside of the reserved list of RFC 3986 found)`;
    }
    return checkPercentEncoding(value);
  },
};

export const headerName: StringField = {
  type: "string",
  check: (value: string) =>
    /^[a-zA-Z0-9\-_]+$/.test(value)
      ? undefined
      : `bad header name '${value}', allowed characters are A-Z, a-z, 0-9, '_', and '-'`,
};

const FORBIDDEN_IN_TOKEN = '()<>@,;:\\"/?={}[]';

export const cookieName: StringField = {
  type: "string",
  check: (value: string) =>
    [...value].some((mark) => mark <= " " || mark === "\x7f" || FORBIDDEN_IN_TOKEN.includes(mark))
      ? `contains one or more invalid characters. ASCII control characters (0-31;127), space, tab and the characters ${FORBIDDEN_IN_TOKEN} are not allowed.`
      : undefined,
};

export const headers: MapField = {
  type: "map",
  keys: headerName,
  values: { type: "array", elements: { type: "string" } },
};

export const methods: ListField = { type: "set", elements: { type: "string", match: /^[A-Z]+$/ } };

export const hosts: ListField = {
  type: "array",
  elements: {
    type: "string",
    matchAll: [{ pattern: /^[^*]*\*?[^*]*$/, message: "invalid wildcard: must have at most one wildcard" }],
    matchAny: {
      patterns: [/^\*\./, /\.\*$/, /^[^*]*$/],
      message: "invalid wildcard: must be placed at leftmost or rightmost label",
    },
    check: (value: string) => {
      const parsed = parseAddress(value.replaceAll("*", "abc"));
      return parsed.ok ? undefined : parsed.error;
    },
  },
};

export const routerPaths: ListField = {
  type: "array",
  elements: {
    type: "string",
    matchAny: { patterns: [/^\//, /^~\//], message: "should start with: / (fixed path) or ~/ (regex path)" },
    matchNone: noEmptySegments,
    check: (value: string) => (value.startsWith("~") ? regexError(value.slice(1)) : checkPlainPath(value)),
  },
};

function checkPlainPath(value: string): string | undefined {
  const broken = checkPercentEncoding(value);
  if (broken !== undefined) return broken;
  const normalized = normalizePath(value);
  return value === normalized ? undefined : `non-normalized path, consider use '${normalized}' instead`;
}

const RESERVED = new Set("!*'();:@&=+$,/?%#[]");

/**
 * The form in which paths are compared, of routes as well as of requests: percent-encoding undone for characters
 * that need none, dot segments resolved, slashes merged (kong/tools/uri.lua).
 */
export function normalizePath(text: string): string {
  const decoded = text.replace(/%([0-9a-fA-F]{2})/g, (whole, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return RESERVED.has(character) || character > "\x7f" ? whole.toUpperCase() : character;
  });
  if (!decoded.includes(".") && !decoded.includes("//")) return decoded;
  const output: string[] = [];
  const segments = decoded.replace(/\/+/g, "/").split("/").slice(1);
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === "..") output.pop();
    else if (segment !== ".") output.push(segment);
    if (last && (segment === "." || segment === "..")) output.push("");
  });
  return `/${output.join("/")}`;
}

/** Records of addresses by which stream routes match; HTTP routes must not have them. */
export const streamAddresses: ListField = { type: "set", elements: recordOf({ ip: { type: "string" }, port }) };
