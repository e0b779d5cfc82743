import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Catalogue, RankedTool } from "../catalogue/catalogue.ts";
import { createSelector, type Selector } from "./selector.ts";

const TOOL: RankedTool = { name: "echo", category: "diagnostics", description: "…", score: 1 };

let registry: Registry;
let search: ReturnType<typeof vi.fn<Catalogue["search"]>>;
let selector: Selector;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  registry = new Registry();
  search = vi.fn<Catalogue["search"]>(() => [TOOL]);
  const catalogue = { search, size: () => 1, close: () => undefined };
  selector = createSelector(catalogue, { maxEntries: 2, ttlSeconds: 10 }, registry, Date);
});

afterEach(() => vi.useRealTimers());

async function total(name: string): Promise<number | undefined> {
  const metric = await registry.getSingleMetric(name)?.get();
  return metric?.values.reduce((sum, { value }) => sum + value, 0);
}

describe("the cache", () => {
  it("answers the same query until it is too old", () => {
    expect(selector.select({ query: "ping", k: 5 }, "user")).toEqual({ tools: [TOOL], source: "fresh" });
    vi.advanceTimersByTime(9_000);
    expect(selector.select({ query: "ping", k: 5 }, "user")).toEqual({ tools: [TOOL], source: "cache" });
    vi.advanceTimersByTime(2_000);
    expect(selector.select({ query: "ping", k: 5 }, "user").source).toBe("fresh");
    expect(search).toHaveBeenCalledTimes(2);
  });

  it("takes queries that differ in form alone for the same, another k for another", () => {
    selector.select({ query: "Restart  NGINX!", k: 5 }, "user");
    expect(selector.select({ query: "restart nginx", k: 5 }, "user").source).toBe("cache");
    expect(selector.select({ query: "restart nginx", k: 4 }, "user").source).toBe("fresh");
  });

  it("reports entries and TTL; old entries are none", async () => {
    selector.select({ query: "x", k: 5 }, "user");
    selector.select({ query: "b", k: 5 }, "user");
    expect(await total("selector_cache_entries")).toBe(2);
    expect(await total("selector_cache_ttl_seconds")).toBe(10);
    vi.advanceTimersByTime(11_000);
    expect(await total("selector_cache_entries")).toBe(0);
    expect(await total("selector_cache_evictions_total")).toBe(0);
  });

  it("counts an eviction when it is full", async () => {
    for (const query of ["x", "b", "c"]) selector.select({ query, k: 5 }, "user");
    expect(await total("selector_cache_evictions_total")).toBe(1);
    expect(await total("selector_cache_entries")).toBe(2);
    expect(selector.select({ query: "x", k: 5 }, "user").source).toBe("fresh");
  });
});

describe("searches", () => {
  it("are counted by status and traffic, only those that reach the catalogue", async () => {
    selector.select({ query: "x", k: 5 }, "user");
    selector.select({ query: "x", k: 5 }, "user");
    selector.select({ query: "b", k: 5 }, "probe");
    const metric = await registry.getSingleMetric("selector_search_total")?.get();
    expect(metric?.values).toContainEqual({ labels: { status: "ok", traffic: "user" }, value: 1 });
    expect(metric?.values).toContainEqual({ labels: { status: "ok", traffic: "probe" }, value: 1 });
  });

  it("that fail are counted, passed on and not remembered", async () => {
    search.mockImplementationOnce(() => {
      throw new Error("disk I/O error");
    });
    expect(() => selector.select({ query: "x", k: 5 }, "user")).toThrow("disk I/O error");
    expect(await total("selector_db_errors_total")).toBe(1);
    const metric = await registry.getSingleMetric("selector_search_total")?.get();
    expect(metric?.values).toContainEqual({ labels: { status: "error", traffic: "user" }, value: 1 });
    expect(selector.select({ query: "x", k: 5 }, "user").source).toBe("fresh");
  });
});
