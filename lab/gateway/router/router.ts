import { compileRoutePattern } from "../admin/entities/regex-error.ts";
import type { Route, Service } from "../store/entities.ts";

/** What of a request decides its route. */
export interface RoutedRequest {
  method: string;
  /** Normalized, without the query. */
  path: string;
  /** The Host header without its port, in lower case. */
  host: string;
  /** All values of a header. */
  header(name: string): readonly string[];
}

export interface Match {
  route: Route;
  service: Service | undefined;
  /** The part of the path that the route's path matched; absent where the route has no path. */
  prefix: string | undefined;
  captures: Record<string, string>;
}

interface Matcher {
  route: Route;
  service: Service | undefined;
  priority: readonly number[];
  test(request: RoutedRequest): { prefix?: string; captures?: Record<string, string> } | undefined;
}

/**
 * Matches requests to routes as Kong's `traditional_compatible` router does. A route with paths of several lengths
 * counts as several, each with the priority of its own path; the first match in the order of priority wins.
 */
export class Router {
  readonly #matchers: readonly Matcher[];

  constructor(routes: readonly Route[], services: readonly Service[]) {
    const byId = new Map(services.map((service) => [service.id, service]));
    this.#matchers = routes
      .flatMap((route) => {
        const service = route.service ? byId.get(route.service.id) : undefined;
        return service?.enabled === false ? [] : matchersOf(route, service);
      })
      .sort(compare);
  }

  match(request: RoutedRequest): Match | undefined {
    for (const { route, service, test } of this.#matchers) {
      const found = test(request);
      if (found) return { route, service, prefix: found.prefix, captures: found.captures ?? {} };
    }
    return undefined;
  }
}

function matchersOf(route: Route, service: Service | undefined): Matcher[] {
  const fits = criteria(route);
  const paths = route.paths?.length ? route.paths : [undefined];
  return paths.map((path) => {
    const onPath = pathTest(path);
    const test: Matcher["test"] = (request) => (fits(request) ? onPath(request.path) : undefined);
    return { route, service, priority: priority(route, path), test };
  });
}

function criteria(route: Route): (request: RoutedRequest) => boolean {
  const methods = route.methods?.length ? new Set(route.methods) : undefined;
  const hosts = route.hosts?.length ? route.hosts.map(hostTest) : undefined;
  const headers = Object.entries(route.headers ?? {}).map(([name, values]) => headerTest(name, values));
  return (request) =>
    (!methods || methods.has(request.method)) &&
    (!hosts || hosts.some((test) => test(request.host))) &&
    headers.every((test) => test(request));
}

/** Which ports the proxy has is not known to the balancer of a route, so a port in a route's host is not compared. */
function hostTest(pattern: string): (host: string) => boolean {
  const wanted = pattern.replace(/:\d+$/, "").toLowerCase();
  if (wanted.startsWith("*")) return (host) => host.endsWith(wanted.slice(1));
  if (wanted.endsWith("*")) return (host) => host.startsWith(wanted.slice(0, -1));
  return (host) => host === wanted;
}

/** Values are compared in lower case; one that begins with `~*` is a regex. */
function headerTest(name: string, values: readonly string[]): (request: RoutedRequest) => boolean {
  const tests = values.map((value) => {
    const wanted = value.toLowerCase();
    if (!wanted.startsWith("~*")) return (actual: string) => actual === wanted;
    const pattern = new RegExp(wanted.slice(2));
    return (actual: string) => pattern.test(actual);
  });
  return (request) =>
    request.header(name.toLowerCase()).some((value) => tests.some((test) => test(value.toLowerCase())));
}

function pathTest(path: string | undefined): (actual: string) => ReturnType<Matcher["test"]> {
  if (path === undefined) return () => ({});
  if (!path.startsWith("~")) return (actual) => (actual.startsWith(path) ? { prefix: path } : undefined);
  const pattern = compileRoutePattern(path.slice(1));
  return (actual) => {
    const found = pattern.exec(actual);
    if (!found) return undefined;
    const numbered = Object.fromEntries(found.slice(1).map((text, index) => [String(index + 1), text ?? ""]));
    return { prefix: found[0], captures: { ...numbered, ...found.groups } };
  };
}

/** The fields of the priority in kong/router/transform.lua, most significant first. */
function priority(route: Route, path: string | undefined): number[] {
  const headerCount = Object.keys(route.headers ?? {}).length;
  const present = [route.methods?.length, route.hosts?.length, headerCount, path?.length].filter(Boolean).length;
  const plainHosts = route.hosts?.length && !route.hosts.some((host) => host.includes("*")) ? 1 : 0;
  const regex = path?.startsWith("~") ? 1 : 0;
  return [
    present,
    plainHosts,
    headerCount,
    regex,
    regex ? (route.regex_priority ?? 0) : 0,
    regex ? 0 : (path?.length ?? 0),
  ];
}

function compare(a: Matcher, b: Matcher): number {
  for (const [index, value] of a.priority.entries()) {
    const difference = (b.priority[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  // Kong leaves the order of equals to chance; the older one first is at least the same every time.
  return a.route.created_at - b.route.created_at || (a.route.id < b.route.id ? -1 : 1);
}
