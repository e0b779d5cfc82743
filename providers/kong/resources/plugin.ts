import { type ResourceKind, TAGS } from "./property.ts";

export const plugin: ResourceKind = {
  token: "kong:index/plugin:Plugin",
  noun: "plugin",
  description: "A plugin of Kong, for a service, a route, a consumer, or for all requests.",
  collection: "plugins",
  properties: {
    name: {
      type: "string",
      required: true,
      replaces: true,
      description: "Which plugin: rate-limiting, cors, correlation-id, prometheus and so on.",
    },
    configJson: {
      type: "json",
      field: "config",
      description: "The plugin's configuration as JSON text. What it leaves out has the plugin's own default.",
    },
    enabled: { type: "boolean", default: true, description: "Whether the plugin runs." },
    serviceId: { type: "reference", field: "service", description: "Only for requests to this service." },
    routeId: { type: "reference", field: "route", description: "Only for requests of this route." },
    consumerId: { type: "reference", field: "consumer", description: "Only for requests of this consumer." },
    tags: TAGS,
  },
};
