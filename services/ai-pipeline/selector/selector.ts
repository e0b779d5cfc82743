import { LRUCache } from "lru-cache";
import type { Registry } from "prom-client";
import type { Traffic } from "service-chassis";
import type { Catalogue, RankedTool } from "../catalogue/catalogue.ts";
import { termsOf } from "../catalogue/match-expression.ts";
import { createSelectorMetrics, type SelectorMetrics } from "./metrics.ts";
import type { SearchRequest } from "./search-request.ts";

export interface CacheSettings {
  /** Answers at most. */
  readonly maxEntries: number;
  readonly ttlSeconds: number;
}

export type Source = "fresh" | "cache";

export interface Selection {
  readonly tools: readonly RankedTool[];
  readonly source: Source;
}

export interface Selector {
  readonly metrics: SelectorMetrics;
  /** @throws what the database throws, after counting it. */
  select(request: SearchRequest, traffic: Traffic): Selection;
}

/**
 * Ranked search in the catalogue with a cache before it. Queries that differ only in form share an answer.
 * @param clock by which answers grow old, in milliseconds; default: the process's monotonic clock.
 */
export function createSelector(
  catalogue: Catalogue,
  settings: CacheSettings,
  registry: Registry,
  clock: { now(): number } = performance,
): Selector {
  const cache = new LRUCache<string, readonly RankedTool[]>({
    max: settings.maxEntries,
    ttl: settings.ttlSeconds * 1000,
    perf: clock,
    dispose: (_tools, _key, reason) => {
      if (reason === "evict") metrics.cacheEvictions.inc();
    },
  });
  const metrics = createSelectorMetrics(registry, settings.ttlSeconds, () => {
    cache.purgeStale();
    return cache.size;
  });

  const search = ({ query, k }: SearchRequest, traffic: Traffic) => {
    try {
      const tools = catalogue.search(query, k);
      metrics.searches.inc({ status: "ok", traffic });
      return tools;
    } catch (error) {
      metrics.searches.inc({ status: "error", traffic });
      metrics.databaseErrors.inc();
      throw error;
    }
  };
  return {
    metrics,
    select(request, traffic) {
      const key = `${request.k} ${termsOf(request.query).join(" ")}`;
      const cached = cache.get(key);
      if (cached !== undefined) return { tools: cached, source: "cache" };
      const tools = search(request, traffic);
      cache.set(key, tools);
      return { tools, source: "fresh" };
    },
  };
}
