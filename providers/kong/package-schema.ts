import type { Property, PropertyType, Value } from "./resources/property.ts";
import { providerProperties } from "./resources/provider.ts";
import { resourceKinds } from "./resources/resources.ts";

type Schema = Record<string, unknown>;

/** The package's schema, in Pulumi's format, made of the resources' descriptions. */
export function packageSchema(): Schema {
  const types: Record<string, Schema> = {
    "kong:index/RouteHeader:RouteHeader": {
      type: "object",
      properties: { name: { type: "string" }, values: { type: "array", items: { type: "string" } } },
      required: ["name", "values"],
    },
  };
  const resources = resourceKinds.map((kind) => {
    const properties = schemaOf(kind.properties, types);
    const required = requiredOf(kind.properties);
    const { description } = kind;
    return [
      kind.token,
      { description, properties, required, inputProperties: properties, requiredInputs: required },
    ] as const;
  });
  const provider = schemaOf(providerProperties, types);
  return {
    name: "kong",
    displayName: "Kong",
    description: "Kong's gateway, over its Admin API.",
    // In kong:index/route:Route the module is index.
    meta: { moduleFormat: "(.*)(?:/[^/]*)" },
    language: { nodejs: { packageName: "@pulumi/kong" } },
    config: { variables: provider },
    provider: {
      properties: provider,
      inputProperties: provider,
      requiredInputs: requiredOf(providerProperties),
    },
    types,
    resources: Object.fromEntries(resources),
  };
}

function schemaOf(
  properties: { readonly [name: string]: Property },
  types: Record<string, Schema>,
): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      {
        ...typeOf(property, types),
        description: property.description,
        ...scalarDefault(property),
        ...(property.replaces ? { replaceOnChanges: true } : {}),
        ...(property.secret ? { secret: true } : {}),
      },
    ]),
  );
}

function typeOf(type: PropertyType, types: Record<string, Schema>): Schema {
  switch (type.type) {
    case "string":
    case "number":
    case "integer":
    case "boolean":
      return { type: type.type };
    case "reference":
    case "json":
      return { type: "string" };
    case "headers":
      return { type: "array", items: { $ref: "#/types/kong:index%2FRouteHeader:RouteHeader" } };
    case "list":
      return { type: "array", items: typeOf(type.items, types) };
    case "object":
      types[`kong:index/${type.name}:${type.name}`] = {
        type: "object",
        properties: schemaOf(type.fields, types),
        required: requiredOf(type.fields),
      };
      return { $ref: `#/types/kong:index%2F${type.name}:${type.name}` };
  }
}

/** Kong fills defaults in, not the SDK: they are told in words. */
function scalarDefault(property: Property): Schema {
  if (!("default" in property) || property.default === undefined) return {};
  return { description: `${property.description} Default: ${text(property.default)}.` };
}

function text(value: Value): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}

function requiredOf(properties: { readonly [name: string]: Property }): string[] {
  return Object.keys(properties).filter((name) => properties[name]?.required);
}
