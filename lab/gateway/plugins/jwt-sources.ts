import type { Exchange } from "./handler.ts";

export interface TokenSources {
  uri_param_names: string[];
  cookie_names: string[];
  header_names: string[];
}

/** What was found; a parameter of the query without a value is `true`, as Kong reads it. */
export type Found = string | true;

/** Every different token that a request brings: in its query, its cookies and its headers (kong/plugins/jwt/handler.lua, 3.9.3). */
export function tokensOf(sources: TokenSources, { query, headers }: Pick<Exchange, "query" | "headers">): Found[] {
  const found = new Set<Found>();
  const parameters = query === "" ? [] : query.split("&").map(parameterOf);
  for (const name of sources.uri_param_names) {
    for (const [key, value] of parameters) if (key === name && value !== "") found.add(value);
  }
  for (const name of sources.cookie_names) {
    const value = cookieOf(headers.cookie, name);
    if (value !== undefined && value !== "") found.add(value);
  }
  for (const name of sources.header_names) {
    const header = headers[name.toLowerCase()];
    const first = Array.isArray(header) ? header[0] : header;
    const token = /\s*[Bb]earer\s+(.+)/.exec(first ?? "")?.[1];
    if (token !== undefined) found.add(token);
  }
  return [...found];
}

function parameterOf(text: string): [name: string, value: Found] {
  const equals = text.indexOf("=");
  return equals < 0 ? [decode(text), true] : [decode(text.slice(0, equals)), decode(text.slice(equals + 1))];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** The first cookie of the name, in whatever case, as nginx finds it. */
function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const equals = pair.indexOf("=");
    if (equals >= 0 && pair.slice(0, equals).trim().toLowerCase() === name.toLowerCase()) {
      return pair.slice(equals + 1).trim();
    }
  }
  return undefined;
}
