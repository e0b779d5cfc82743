import { isPlainObject } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { type KubeObject, numberAt, objectsAt, textAt, valueAt } from "../objects/kube-object.ts";

export interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** A condition in an object's status, if it is there. */
export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const found = objectsAt(object, "status", "conditions").find((condition) => condition.type === type);
  return (
    found && {
      status: textAt(found, "status"),
      reason: textAt(found, "reason"),
      message: textAt(found, "message"),
    }
  );
}

/** True when what controls the object has yet to take notice of its last change. */
export function isUnobserved(object: KubeObject): boolean {
  const generation = numberAt(object, "metadata", "generation") ?? 0;
  return (numberAt(object, "status", "observedGeneration") ?? 0) < generation;
}

/** `a=b,c in (d,e)`: a LabelSelector as the API's list calls take it. */
export function selectorText(selector: PropertyMap[string] | undefined): string {
  const labels = valueAt(selector, "matchLabels");
  const equal = isPlainObject(labels) ? Object.entries(labels).map(([key, value]) => `${key}=${value}`) : [];
  const expressions = objectsAt(selector, "matchExpressions").map((expression) => {
    const key = textAt(expression, "key");
    const values = expression.values;
    const list = Array.isArray(values) ? `(${values.join(",")})` : "()";
    switch (expression.operator) {
      case "In":
        return `${key} in ${list}`;
      case "NotIn":
        return `${key} notin ${list}`;
      case "DoesNotExist":
        return `!${key}`;
      default:
        return key;
    }
  });
  return [...equal, ...expressions].join(",");
}

export function label(object: KubeObject, name: string): string {
  return textAt(object, "metadata", "labels", name);
}

export function nameIn(object: KubeObject): string {
  return textAt(object, "metadata", "name");
}

export function ofKind(objects: readonly KubeObject[], kind: string): KubeObject[] {
  return objects.filter((object) => object.kind === kind);
}
