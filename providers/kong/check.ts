import {
  type Failure,
  isObject,
  type NumberType,
  type Properties,
  type Property,
  type PropertyType,
  type ResourceKind,
  type StringType,
  UNKNOWN,
  type Value,
} from "./resources/property.ts";

/** What is wrong with a resource's inputs: nothing, as far as known. Unknown values are right. */
export function checkResource(kind: ResourceKind, inputs: Properties): Failure[] {
  const failures = checkProperties(kind.properties, inputs);
  return failures.length > 0 ? failures : [...(kind.rules?.(inputs) ?? [])];
}

/** The same for properties without a resource: the provider's configuration, or an object inside a resource. */
export function checkProperties(
  properties: { readonly [name: string]: Property },
  inputs: Properties,
  path = "",
): Failure[] {
  const failures: Failure[] = [];
  for (const name of Object.keys(inputs)) {
    if (!Object.hasOwn(properties, name)) {
      const known = Object.keys(properties).join(", ");
      failures.push({ property: path + name, reason: `${path}${name} is not a property here; there are ${known}` });
    }
  }
  for (const [name, property] of Object.entries(properties)) {
    const value = inputs[name];
    if (value !== undefined && value !== null) failures.push(...checkValue(property, value, path + name));
    else if (property.required) {
      failures.push({ property: path + name, reason: `${path}${name} is required: ${property.description}` });
    }
  }
  return failures;
}

function checkValue(type: PropertyType & { readonly secret?: true }, value: Value, path: string): Failure[] {
  if (value === UNKNOWN) return [];
  const refuse = (allowed: string): Failure[] => [
    { property: path, reason: `${path} is ${quoted(type, value)}; allowed: ${allowed}` },
  ];
  switch (type.type) {
    case "string": {
      const allowed = allowedText(type);
      return typeof value === "string" && fitsText(type, value) ? [] : refuse(allowed);
    }
    case "reference":
      return typeof value === "string" && value !== "" ? [] : refuse("the id of an entity");
    case "integer":
    case "number":
      return typeof value === "number" && fitsNumber(type, value) ? [] : refuse(allowedNumber(type));
    case "boolean":
      return typeof value === "boolean" ? [] : refuse("true or false");
    case "json":
      return typeof value === "string" && isJsonObject(value) ? [] : refuse("JSON text of an object");
    case "list":
      if (!Array.isArray(value)) return refuse("a list");
      return value.flatMap((item: Value, index) => checkValue(type.items, item, `${path}[${index}]`));
    case "object":
      if (!isObject(value)) return refuse("an object");
      return checkProperties(type.fields, value, `${path}.`);
    case "headers":
      if (!Array.isArray(value)) return refuse("a list of {name, values}");
      return value.flatMap((item: Value, index) =>
        isObject(item) ? checkProperties(HEADER, item, `${path}[${index}].`) : refuse("a list of {name, values}"),
      );
  }
}

/** What is secret, or may be by mistake, stands in no message. */
function quoted(type: { readonly secret?: true }, value: Value): string {
  const text = JSON.stringify(value);
  return type.secret || text.includes("PRIVATE KEY") ? "not right" : text;
}

const HEADER: { readonly [name: string]: Property } = {
  name: {
    type: "string",
    required: true,
    pattern: { test: /^(?!host$)[A-Za-z0-9_-]+$/i, says: "the name of a header, but not Host: that is `hosts`" },
    description: "Name of the header.",
  },
  values: { type: "list", required: true, items: { type: "string" }, description: "Values, one of which must match." },
};

function fitsText(type: StringType, value: string): boolean {
  if (type.allowed) return type.allowed.includes(value);
  return type.pattern ? type.pattern.test.test(value) : value !== "";
}

function allowedText(type: StringType): string {
  return type.allowed?.join(", ") ?? type.pattern?.says ?? "a text that is not empty";
}

function fitsNumber(type: NumberType, value: number): boolean {
  if (type.type === "integer" && !Number.isInteger(value)) return false;
  return type.allowed ? type.allowed.includes(value) : value >= type.min && value <= type.max;
}

function allowedNumber(type: NumberType): string {
  const what = type.type === "integer" ? "an integer" : "a number";
  return type.allowed?.join(", ") ?? `${what} from ${type.min} to ${type.max}`;
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}
