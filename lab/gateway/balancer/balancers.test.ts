import { expect, test } from "vitest";
import { Repository } from "../admin/repository.ts";
import { Store } from "../store/store.ts";
import { Balancers } from "./balancers.ts";
import { NameResolver } from "./name-resolver.ts";

function upstreamWith(weights: Record<string, number>) {
  const store = new Store();
  const balancers = new Balancers(store, new NameResolver());
  const repository = new Repository(store);
  const { id = null } = repository.insert("upstreams", { name: "u" });
  for (const [target, weight] of Object.entries(weights))
    repository.insert("targets", { target, weight, upstream: { id } });
  const weigh = (target: string, weight: number) =>
    repository.update("targets", { by: "field", field: "target", value: target }, { weight });
  const picks = (count: number) =>
    Array.from({ length: count }, () => balancers.byName("u")?.pick("", new Set())?.name);
  return { repository, weigh, picks };
}

test("a weight is in force when its write returns: not even the next pick goes by the old one", () => {
  const { weigh, picks } = upstreamWith({ "127.0.0.1:1": 50, "127.0.0.1:2": 50 });
  for (let round = 0; round < 20; round++) {
    weigh("127.0.0.1:2", 0);
    expect(new Set(picks(round))).not.toContain("127.0.0.1:2");
    weigh("127.0.0.1:2", 50);
    expect(new Set(picks(2 + round))).toContain("127.0.0.1:2");
  }
});

test("a deleted target is not picked any more, a new one at once, and an upstream that is gone has no balancer", () => {
  const { repository, picks } = upstreamWith({ "127.0.0.1:1": 1, "127.0.0.1:2": 1 });
  repository.delete("targets", { by: "field", field: "target", value: "127.0.0.1:1" });
  expect(picks(3)).toEqual(["127.0.0.1:2", "127.0.0.1:2", "127.0.0.1:2"]);
  repository.delete("upstreams", { by: "field", field: "name", value: "u" });
  expect(repository.list("targets")).toEqual([]);
  expect(picks(1)).toEqual([undefined]);
});
