/**
 * The path to ask a target for (kong/router/utils.lua, path handling v0).
 * @param prefix what the route's path matched, when the route strips it
 * @param path the request's path, normalized
 * @param base the service's path
 */
export function upstreamPath(prefix: string | undefined, path: string, base: string): string {
  const slashed = base.endsWith("/");
  if (prefix === undefined) {
    if (slashed) return base + path.slice(1);
    return path === "/" ? base : base + path;
  }
  const rest = withoutDots(path.slice(prefix.length));
  if (rest === "") return exactly(base, path);
  if (rest.startsWith("/")) return (slashed ? base.slice(0, -1) : base) + rest;
  return slashed ? base + rest : `${base}/${rest}`;
}

/** Nothing is left of the path: a slash at the end of the request decides whether the base keeps or gets one. */
function exactly(base: string, path: string): string {
  if (!base.endsWith("/")) return path.length > 1 && path.endsWith("/") ? `${base}/` : base;
  return base === "/" || path.endsWith("/") ? base : base.slice(0, -1);
}

function withoutDots(rest: string): string {
  if (rest === "." || rest === "..") return "";
  return rest.replace(/^\.{1,2}\//, "");
}
