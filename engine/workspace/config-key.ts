import { type PathSegment, parsePropertyPath } from "./config-path.ts";

/**
 * `<namespace>:<name>` for what a user types: `<name>`, `<namespace>:<name>` or the old `<namespace>:config:<name>`.
 * Without a namespace it is the project's. With `path`, only what precedes the first `.` or `[` is a key; the rest is
 * kept as it is.
 *
 * @throws Error that names the text.
 */
export function parseConfigKey(text: string, project: string, path: boolean): string {
  if (path) {
    const end = text.search(/[.[]/);
    if (end > 0) {
      return parseConfigKey(text.slice(0, end), project, false) + text.slice(end);
    }
  }
  const parts = text.split(":");
  if (parts.length === 1) {
    return `${project}:${text}`;
  }
  if (parts.length === 2) {
    return text;
  }
  if (parts.length === 3 && parts[1] === "config") {
    return `${parts[0]}:${parts[2]}`;
  }
  throw new Error(
    `could not parse ${text} as a configuration key (configuration keys should be of the form \`<namespace>:<name>\`)`,
  );
}

/** Key and path of a key's text that may be a path; `path[0]` is the name of the key. */
export function splitKeyPath(key: string): { readonly key: string; readonly path: readonly PathSegment[] } {
  const colon = key.indexOf(":");
  let path: PathSegment[];
  try {
    path = parsePropertyPath(key.slice(colon + 1));
  } catch (error) {
    throw new Error(`invalid config key path: ${(error as Error).message}`, { cause: error });
  }
  const [name] = path;
  if (name === undefined) {
    throw new Error("empty config key path");
  }
  if (typeof name !== "string") {
    throw new Error("first path segment of config key must be a string");
  }
  if (name === "") {
    throw new Error("config key is empty");
  }
  return { key: `${key.slice(0, colon)}:${name}`, path };
}

/** The key as people type it: without the project's own namespace. */
export function prettyKey(key: string, project: string): string {
  return key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;
}

/** The order in which the CLI lists keys: by namespace, then by name. */
export function compareKeys(a: string, b: string): number {
  const [namespaceA = "", nameA = ""] = a.split(":");
  const [namespaceB = "", nameB = ""] = b.split(":");
  if (namespaceA !== namespaceB) {
    return namespaceA < namespaceB ? -1 : 1;
  }
  return nameA < nameB ? -1 : nameA > nameB ? 1 : 0;
}
