import { type Failure, NAME_PATTERN, type Properties, type Property, type ResourceKind, TAGS } from "./property.ts";

const STRING_LIST = { type: "list", items: { type: "string" } } as const;

function addresses(name: string, description: string): Property {
  return {
    type: "list",
    items: {
      type: "object",
      name,
      fields: {
        ip: { type: "string", description: "Address, or a range in CIDR notation." },
        port: { type: "integer", min: 0, max: 65535, description: "Port, 0 to 65535." },
      },
    },
    description,
  };
}

export const route: ResourceKind = {
  token: "kong:index/route:Route",
  noun: "route",
  description: "Which requests go to a service. A new or changed route takes Kong some seconds to follow.",
  collection: "routes",
  key: "name",
  properties: {
    name: { type: "string", pattern: NAME_PATTERN, description: "Unique name of the route." },
    serviceId: { type: "reference", required: true, field: "service", description: "Id of the service." },
    protocols: {
      type: "list",
      set: true,
      required: true,
      items: {
        type: "string",
        allowed: ["grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"],
      },
      default: ["http", "https"],
      description: "Protocols that the route accepts.",
    },
    methods: {
      type: "list",
      set: true,
      items: { type: "string", pattern: { test: /^[A-Z]+$/, says: "a method in capital letters, such as GET" } },
      description: "HTTP methods, in capital letters.",
    },
    hosts: { ...STRING_LIST, description: "Values of the request's Host header." },
    paths: {
      type: "list",
      items: { type: "string", pattern: { test: /^~?\//, says: "a prefix that starts with /, or a pattern with ~/" } },
      description: "Prefixes of the path (`/…`), or regular expressions (`~/…`).",
    },
    headers: {
      type: "headers",
      description: "Headers that the request must have: each with one of the values given for it.",
    },
    snis: { ...STRING_LIST, set: true, description: "Server names of the TLS handshake." },
    sources: addresses("RouteSource", "Where a stream comes from."),
    destinations: addresses("RouteDestination", "Where a stream goes to."),
    stripPath: {
      type: "boolean",
      default: true,
      description: "Whether the matching prefix is taken off the path before the request goes on.",
    },
    preserveHost: {
      type: "boolean",
      default: false,
      description: "Whether the request goes on with its own Host header instead of the service's host.",
    },
    regexPriority: {
      type: "integer",
      min: Number.MIN_SAFE_INTEGER,
      max: Number.MAX_SAFE_INTEGER,
      default: 0,
      description: "Among routes with regular expressions the highest is tried first.",
    },
    pathHandling: {
      type: "string",
      allowed: ["v0", "v1"],
      default: "v0",
      description: "How the service's path, the route's and the request's are put together.",
    },
    httpsRedirectStatusCode: {
      type: "integer",
      min: 301,
      max: 426,
      allowed: [301, 302, 307, 308, 426],
      default: 426,
      description: "Status when only the protocol does not match.",
    },
    requestBuffering: { type: "boolean", default: true, description: "Whether request bodies are buffered." },
    responseBuffering: { type: "boolean", default: true, description: "Whether response bodies are buffered." },
    tags: TAGS,
  },
  rules: matchesSomething,
};

function matchesSomething(inputs: Properties): Failure[] {
  const matchers = ["paths", "headers", "hosts", "methods", "snis", "sources", "destinations"];
  const given = matchers.some((name) => {
    const value = inputs[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
  });
  return given ? [] : [{ property: "paths", reason: `a route needs at least one of ${matchers.join(", ")}` }];
}
