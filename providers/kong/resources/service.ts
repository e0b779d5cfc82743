import { NAME_PATTERN, type Property, type ResourceKind, TAGS } from "./property.ts";

function timeout(what: string): Property {
  return {
    type: "integer",
    min: 1,
    max: 2 ** 31 - 2,
    default: 60_000,
    description: `${what}, in milliseconds, 1 to 2147483646.`,
  };
}

export const service: ResourceKind = {
  token: "kong:index/service:Service",
  noun: "service",
  description: "Where requests go: a host, or an upstream by its name.",
  collection: "services",
  key: "name",
  properties: {
    name: { type: "string", pattern: NAME_PATTERN, description: "Unique name of the service." },
    protocol: {
      type: "string",
      required: true,
      default: "http",
      allowed: ["grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"],
      description: "Protocol to speak to the host.",
    },
    host: { type: "string", required: true, description: "Host name, address, or name of an upstream." },
    port: { type: "integer", min: 0, max: 65535, default: 80, description: "Port of the host, 0 to 65535." },
    path: {
      type: "string",
      pattern: { test: /^\//, says: "a path that starts with /" },
      description: "Prefix of the path of the request to the host.",
    },
    retries: {
      type: "integer",
      min: 0,
      max: 32767,
      default: 5,
      description: "Further attempts after a failed connection, 0 to 32767.",
    },
    connectTimeout: timeout("How long a connection to the host may take"),
    readTimeout: timeout("The longest time between two reads from the host"),
    writeTimeout: timeout("The longest time between two writes to the host"),
    tags: TAGS,
    tlsVerify: { type: "boolean", description: "Whether the host's certificate is verified." },
    tlsVerifyDepth: { type: "integer", min: 0, max: 64, description: "Longest chain of certificates, 0 to 64." },
    clientCertificateId: {
      type: "reference",
      field: "client_certificate",
      description: "Id of the certificate to show to the host.",
    },
    caCertificateIds: {
      type: "list",
      items: { type: "string" },
      field: "ca_certificates",
      description: "Ids of the authorities that may have signed the host's certificate.",
    },
  },
};
