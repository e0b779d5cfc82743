import type { Property } from "./property.ts";

const TYPE: Property = {
  type: "string",
  allowed: ["tcp", "http", "https", "grpc", "grpcs"],
  default: "http",
  description: "Protocol of the checks.",
};

function count(description: string): Property {
  return { type: "integer", min: 0, max: 255, default: 0, description: `${description}, 0 to 255. 0: never.` };
}

function statuses(description: string, ...codes: number[]): Property {
  return { type: "list", items: { type: "integer", min: 100, max: 999 }, default: codes, description };
}

const INTERVAL: Property = {
  type: "number",
  min: 0,
  max: 65535,
  default: 0,
  description: "Seconds between two checks, 0 to 65535. 0: no checks.",
};

const UNHEALTHY_COUNTS = {
  httpFailures: count("Bad answers that make a target unhealthy"),
  tcpFailures: count("Failed connections that make a target unhealthy"),
  timeouts: count("Timeouts that make a target unhealthy"),
};

/** Defaults are Kong's. */
export const healthchecks: Property = {
  type: "object",
  name: "UpstreamHealthchecks",
  description: "When a target is taken out of the traffic, and when it comes back. Default: never.",
  fields: {
    active: {
      type: "object",
      name: "UpstreamHealthchecksActive",
      description: "By requests of Kong's own.",
      fields: {
        type: TYPE,
        httpPath: { type: "string", default: "/", description: "Path of the checks." },
        httpsSni: { type: "string", description: "Server name for checks over https." },
        httpsVerifyCertificate: {
          type: "boolean",
          default: true,
          description: "Whether checks over https verify the certificate.",
        },
        timeout: {
          type: "number",
          min: 0,
          max: 65535,
          default: 1,
          description: "How long a check may take, in seconds, 0 to 65535.",
        },
        concurrency: {
          type: "integer",
          min: 1,
          max: 2 ** 31,
          default: 10,
          description: "How many targets are checked at once.",
        },
        healthy: {
          type: "object",
          name: "UpstreamHealthchecksActiveHealthy",
          description: "How an unhealthy target comes back.",
          fields: {
            interval: INTERVAL,
            successes: count("Good answers in a row that bring a target back"),
            httpStatuses: statuses("Statuses of a good answer.", 200, 302),
          },
        },
        unhealthy: {
          type: "object",
          name: "UpstreamHealthchecksActiveUnhealthy",
          description: "How a healthy target is taken out.",
          fields: {
            interval: INTERVAL,
            httpStatuses: statuses("Statuses of a bad answer.", 429, 404, 500, 501, 502, 503, 504, 505),
            ...UNHEALTHY_COUNTS,
          },
        },
      },
    },
    passive: {
      type: "object",
      name: "UpstreamHealthchecksPassive",
      description:
        "By the requests that pass. A target that it takes out comes back only by an active check or by hand.",
      fields: {
        type: TYPE,
        healthy: {
          type: "object",
          name: "UpstreamHealthchecksPassiveHealthy",
          description: "How an unhealthy target comes back.",
          fields: {
            successes: count("Good answers that bring a target back"),
            httpStatuses: statuses(
              "Statuses of a good answer.",
              ...[200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308],
            ),
          },
        },
        unhealthy: {
          type: "object",
          name: "UpstreamHealthchecksPassiveUnhealthy",
          description: "How a healthy target is taken out.",
          fields: { httpStatuses: statuses("Statuses of a bad answer.", 429, 500, 503), ...UNHEALTHY_COUNTS },
        },
      },
    },
  },
};
