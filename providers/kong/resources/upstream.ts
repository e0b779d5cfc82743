import { type Failure, type Properties, type ResourceKind, TAGS, UNKNOWN } from "./property.ts";
import { healthchecks } from "./upstream-healthchecks.ts";

const HASH_INPUTS = ["none", "consumer", "ip", "header", "cookie", "path", "query_arg", "uri_capture"] as const;

export const upstream: ResourceKind = {
  token: "kong:index/upstream:Upstream",
  noun: "upstream",
  description: "A virtual host whose requests are shared out over its targets. A service reaches it by its name.",
  collection: "upstreams",
  key: "name",
  properties: {
    name: {
      type: "string",
      required: true,
      pattern: { test: /^(?!\d+(\.\d+){3}$)[A-Za-z0-9._-]+$/, says: "a host name without a port, and no address" },
      description: "Unique name, in the form of a host name.",
    },
    algorithm: {
      type: "string",
      allowed: ["round-robin", "consistent-hashing", "least-connections", "latency"],
      default: "round-robin",
      description: "How a target is chosen. Only round-robin splits exactly by weight.",
    },
    slots: {
      type: "integer",
      min: 10,
      max: 65536,
      default: 10_000,
      description: "Slots of the load balancer, 10 to 65536.",
    },
    hashOn: {
      type: "string",
      allowed: HASH_INPUTS,
      default: "none",
      description: "What consistent-hashing chooses by.",
    },
    hashFallback: {
      type: "string",
      allowed: HASH_INPUTS,
      default: "none",
      description: "What it chooses by when a request has nothing of the first.",
    },
    hashOnHeader: { type: "string", description: "Header to choose by." },
    hashFallbackHeader: { type: "string", description: "Header to choose by when the first is missing." },
    hashOnCookie: { type: "string", description: "Cookie to choose by; Kong sets it where it is missing." },
    hashOnCookiePath: {
      type: "string",
      default: "/",
      pattern: { test: /^\//, says: "a path that starts with /" },
      description: "Path of that cookie.",
    },
    hostHeader: { type: "string", description: "Host header for the targets, instead of the request's." },
    healthchecks,
    clientCertificateId: {
      type: "reference",
      field: "client_certificate",
      description: "Id of the certificate to show to the targets.",
    },
    tags: TAGS,
  },
  rules: hashesAsAsked,
};

/** Kong takes these without a word and then does something else. */
function hashesAsAsked(inputs: Properties): Failure[] {
  const failures: Failure[] = [];
  const { algorithm, hashOn } = inputs;
  if (algorithm === "consistent-hashing" && hashOn !== UNKNOWN && (hashOn ?? "none") === "none") {
    failures.push({
      property: "hashOn",
      reason: "algorithm consistent-hashing needs hashOn; without it Kong stores round-robin",
    });
  }
  for (const property of ["hashOnHeader", "hashFallbackHeader"]) {
    const header = inputs[property];
    if (typeof header === "string" && header !== UNKNOWN && header.includes("-")) {
      failures.push({
        property,
        reason:
          `${property} is "${header}", but Kong 3.9 ignores a header with dashes here and sends everything to one ` +
          `target; write "${header.replaceAll("-", "_")}", which matches the same header`,
      });
    }
  }
  return failures;
}
