import { isObject, type PartialObject } from "../json.ts";
import type { Store } from "../store/store.ts";
import type { Violations } from "./schema/fields.ts";

/** A plugin must share a protocol with its route, or with one of the routes of its service if that has any. */
export function unservedProtocols(plugin: PartialObject, store: Store): Violations {
  const shares = ({ protocols }: { protocols: string[] }) =>
    protocols.some((protocol) => (plugin.protocols as string[]).includes(protocol));
  if (isObject(plugin.route)) {
    const route = store.get("routes", String(plugin.route.id));
    return route && !shares(route) ? { protocols: "must match the associated route's protocols" } : {};
  }
  if (!isObject(plugin.service)) return {};
  const { id } = plugin.service;
  const routes = store.list("routes").filter(({ service }) => service?.id === id);
  if (routes.length === 0 || routes.some(shares)) return {};
  return { protocols: "must match the protocols of at least one route pointing to this Plugin's service" };
}
