import { isList, isPlainObject, isSecret, secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import type { CheckFailure, CheckResult } from "../../deployment/wire/provider.ts";
import { insteadUse } from "../followed-plugin.ts";
import { autoName } from "./auto-name.ts";
import { nanosecondsOf } from "./duration.ts";
import type { Field, Properties, Shape } from "./property.ts";

/** Where the plugin keeps which inputs are not the program's but defaults: it takes those over from update to update. */
export const DEFAULTS = "__defaults";

/**
 * The inputs as they are kept: with the plugin's defaults, so that it finds nothing changed.
 * @param olds the inputs of the resource as it is, whose made-up name it keeps; undefined for a new one
 * @param seed decides a name that has to be made up
 */
export function checkedInputs(options: {
  readonly type: string;
  readonly properties: Properties;
  readonly news: PropertyMap;
  readonly olds: PropertyMap | undefined;
  readonly resourceName: string;
  readonly seed: Uint8Array;
}): CheckResult {
  const { properties, news, olds } = options;
  const failures: CheckFailure[] = [];
  const check = new Check(options.type, failures);
  const given = check.fields("", properties, news);
  const defaults = { ...defaultsOf(properties, given) };
  for (const [name, property] of Object.entries(properties)) {
    if (property.autoNamed && given[name] === undefined) {
      defaults[name] = keptDefault(olds, name) ?? autoName(options.resourceName, options.seed);
    }
  }
  return { inputs: withDefaults(given, defaults), failures };
}

/** A default that the resource has from before: another one would be a change that nobody asked for. */
function keptDefault(olds: PropertyMap | undefined, name: string): PropertyValue | undefined {
  const names = olds?.[DEFAULTS];
  return names === undefined || (isList(names) && names.includes(name)) ? olds?.[name] : undefined;
}

/** Zero, false and the empty text are what is absent anyway, and the plugin does not write them down. */
function defaultsOf(fields: Readonly<Record<string, Field>>, given: PropertyMap): Record<string, PropertyValue> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      given[name] === undefined && field.default ? [[name, field.default]] : [],
    ),
  );
}

function withDefaults(given: PropertyMap, defaults: PropertyMap): PropertyMap {
  return { ...given, ...defaults, [DEFAULTS]: Object.keys(defaults).toSorted() };
}

class Check {
  readonly #type: string;
  readonly #failures: CheckFailure[];

  constructor(type: string, failures: CheckFailure[]) {
    this.#type = type;
    this.#failures = failures;
  }

  fields(path: string, fields: Readonly<Record<string, Field>>, news: PropertyMap): PropertyMap {
    const checked: Record<string, PropertyValue> = {};
    for (const [name, value] of Object.entries(news)) {
      const field = fields[name];
      const at = path === "" ? name : `${path}.${name}`;
      if (name === DEFAULTS || value === null) continue;
      if (field === undefined) {
        const supported = Object.keys(fields).toSorted().join(", ");
        this.#fail(at, `'${at}' of ${this.#type} is not supported by ${insteadUse()}. It takes: ${supported}`);
      } else {
        checked[name] = this.#value(at, field.shape, value);
      }
    }
    for (const [name, { required }] of Object.entries(fields)) {
      if (!required || checked[name] !== undefined) continue;
      const at = path === "" ? name : `${path}.${name}`;
      this.#fail(at, `'${at}' of ${this.#type} is missing`);
    }
    return checked;
  }

  #value(at: string, shape: Shape, value: PropertyValue): PropertyValue {
    if (value === UNKNOWN) return value;
    if (isSecret(value)) return secret(this.#value(at, shape, value.value));
    switch (shape.kind) {
      case "text":
        if (typeof value !== "string") return this.#wrong(at, "a text", value);
        if (shape.matches?.test(value) === false)
          return this.#wrong(at, `a text that matches ${shape.matches.source}`, value);
        return value;
      case "duration":
        return typeof value === "string" && nanosecondsOf(value) !== undefined
          ? value
          : this.#wrong(at, 'a duration such as "5s" or "1m30s"', value);
      case "whole":
        return Number.isSafeInteger(value) && Number(value) >= shape.least
          ? value
          : this.#wrong(at, `a whole number of at least ${shape.least}`, value);
      case "flag":
        return typeof value === "boolean" ? value : this.#wrong(at, "true or false", value);
      case "map":
        return isPlainObject(value)
          ? Object.fromEntries(
              Object.entries(value).map(([name, inner]) => [
                name,
                this.#value(`${at}["${name}"]`, { kind: "text" }, inner),
              ]),
            )
          : this.#wrong(at, "an object of texts", value);
      case "list":
      case "set":
        return isList(value)
          ? value.map((inner, index) => this.#value(`${at}[${index}]`, shape.of, inner))
          : this.#wrong(at, "a list", value);
      case "object": {
        if (!isPlainObject(value)) return this.#wrong(at, "an object", value);
        const given = this.fields(at, shape.fields, value);
        return withDefaults(given, defaultsOf(shape.fields, given));
      }
    }
  }

  #wrong(at: string, expected: string, value: PropertyValue): PropertyValue {
    this.#fail(at, `'${at}' of ${this.#type} must be ${expected}`);
    return value;
  }

  #fail(property: string, reason: string): void {
    this.#failures.push({ property, reason });
  }
}
