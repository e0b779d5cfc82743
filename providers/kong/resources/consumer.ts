import { type Failure, type Properties, type ResourceKind, TAGS } from "./property.ts";

export const consumer: ResourceKind = {
  token: "kong:index/consumer:Consumer",
  noun: "consumer",
  description: "Who sends requests: a person, or a program. Credentials belong to it, and plugins can be for it alone.",
  collection: "consumers",
  key: "username",
  properties: {
    username: { type: "string", description: "Unique name of the consumer." },
    customId: { type: "string", description: "Unique name that another system has for it." },
    tags: TAGS,
  },
  rules: hasName,
};

function hasName({ username, customId }: Properties): Failure[] {
  const given = (username ?? null) !== null || (customId ?? null) !== null;
  return given ? [] : [{ property: "username", reason: "a consumer needs at least one of username, customId" }];
}
