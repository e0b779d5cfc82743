import type { PropertyMap } from "../../deployment/values/property-value.ts";

/** Where the plugin keeps what is about a state and none of its properties. It leaves alone what it does not know in there. */
const META = "__meta";

/** That a container did not come in order. A request for its difference tells of no failures: the state itself has to. */
const NOT_READY = "canary-release/not-ready";

/** The outputs of a resource with what the plugin keeps about them, so that it takes them for its own. */
export function withMeta(outputs: PropertyMap, meta: Readonly<Record<string, unknown>>, failed: boolean): PropertyMap {
  return { ...outputs, [META]: JSON.stringify(failed ? { ...meta, [NOT_READY]: true } : meta) };
}

/** True for a resource that never came in order. */
export function isMarkedNotReady({ [META]: meta }: PropertyMap): boolean {
  return typeof meta === "string" && meta.includes(`"${NOT_READY}":true`);
}
