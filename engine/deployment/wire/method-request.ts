import type resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import type { Urn } from "../state/snapshot.ts";
import { normalized } from "../values/marks.ts";
import type { PropertyMap, PropertyValue } from "../values/property-value.ts";

/** The arguments of a method, and what each of them depends on. */
export function methodArgumentsOf(request: resourceProto.ResourceCallRequest): {
  readonly args: PropertyMap;
  readonly dependencies: Readonly<Record<string, readonly Urn[]>>;
} {
  const args: Record<string, PropertyValue> = {};
  const dependencies: Record<string, readonly Urn[]> = {};
  for (const [key, value] of Object.entries((request.getArgs()?.toJavaScript() ?? {}) as PropertyMap)) {
    const urns = new Set(request.getArgdependenciesMap().get(key)?.getUrnsList());
    args[key] = normalized(value, urns);
    dependencies[key] = [...urns];
  }
  return { args, dependencies };
}
