import type { Plugin } from "../store/entities.ts";
import type { Store } from "../store/store.ts";
import type { PluginHandler, PluginInstance } from "./handler.ts";

/**
 * Which plugins run for a request: of each kind the one nearest to it (route and service, route, service, global), in
 * the order of Kong's priorities. An instance lives as long as its entity is unchanged, and its counters with it.
 */
export class PluginChains {
  readonly #store: Store;
  readonly #handlers: ReadonlyMap<string, PluginHandler>;
  readonly #instances = new Map<string, { plugin: Plugin; instance: PluginInstance }>();
  readonly #chains = new Map<string, readonly PluginInstance[]>();

  constructor(store: Store, handlers: readonly PluginHandler[]) {
    this.#store = store;
    this.#handlers = new Map(handlers.toSorted((a, b) => b.priority - a.priority).map((each) => [each.name, each]));
    store.onChange((table) => {
      if (table !== "plugins") return;
      this.#chains.clear();
      const ids = new Set(store.list("plugins").map(({ id }) => id));
      for (const id of this.#instances.keys()) if (!ids.has(id)) this.#instances.delete(id);
    });
  }

  for(routeId: string | undefined, serviceId: string | undefined): readonly PluginInstance[] {
    const key = `${routeId}/${serviceId}`;
    let chain = this.#chains.get(key);
    if (!chain) {
      chain = this.#build(routeId, serviceId);
      this.#chains.set(key, chain);
    }
    return chain;
  }

  #build(routeId: string | undefined, serviceId: string | undefined): PluginInstance[] {
    const plugins = this.#store.list("plugins").filter(({ enabled }) => enabled);
    return [...this.#handlers.values()].flatMap((handler) => {
      const nearest = plugins
        .filter((plugin) => plugin.name === handler.name)
        .map((plugin) => ({ plugin, nearness: nearness(plugin, routeId, serviceId) }))
        .filter(({ nearness }) => nearness >= 0)
        .toSorted((a, b) => b.nearness - a.nearness)[0];
      return nearest ? [this.#instance(handler, nearest.plugin)] : [];
    });
  }

  #instance(handler: PluginHandler, plugin: Plugin): PluginInstance {
    const existing = this.#instances.get(plugin.id);
    if (existing?.plugin === plugin) return existing.instance;
    const instance = handler.create(plugin.config);
    this.#instances.set(plugin.id, { plugin, instance });
    return instance;
  }
}

/** Higher is nearer; below zero it does not apply. */
function nearness(plugin: Plugin, routeId: string | undefined, serviceId: string | undefined): number {
  if (plugin.route && plugin.route.id !== routeId) return -1;
  if (plugin.service && plugin.service.id !== serviceId) return -1;
  return (plugin.route ? 2 : 0) + (plugin.service ? 1 : 0);
}
