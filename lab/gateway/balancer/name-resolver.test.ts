import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NameResolver } from "./name-resolver.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watched() {
  const dns = new Map<string, string>();
  const asked: string[] = [];
  const resolver = new NameResolver(async (host) => {
    asked.push(host);
    const address = dns.get(host);
    if (address === undefined) throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    return { address };
  });
  const changes: string[] = [];
  resolver.onChange((host) => changes.push(host));
  const connectTo = (host: string) =>
    new Promise((resolve) => resolver.lookup(host, {}, (error, address) => resolve(error?.code ?? address)));
  return { resolver, dns, asked, changes, connectTo };
}

test("a name that moves is followed, and nobody is told while it stays", async () => {
  const { resolver, dns, changes, connectTo } = watched();
  dns.set("web", "192.0.2.1");
  resolver.watch(["web"]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(changes).toEqual(["web"]);
  expect(await connectTo("web")).toBe("192.0.2.1");
  dns.set("web", "192.0.2.2");
  await vi.advanceTimersByTimeAsync(1000);
  expect(changes).toEqual(["web", "web"]);
  expect(await connectTo("web")).toBe("192.0.2.2");
});

test("a name that is gone keeps its address until it has another, and connecting asks nobody", async () => {
  const { resolver, dns, asked, connectTo } = watched();
  dns.set("web", "192.0.2.1");
  resolver.watch(["web"]);
  await vi.advanceTimersByTimeAsync(0);
  dns.delete("web");
  await vi.advanceTimersByTimeAsync(10_000);
  const before = asked.length;
  expect(await connectTo("web")).toBe("192.0.2.1");
  expect(asked.length).toBe(before);
  expect(resolver.state("web")).toEqual({ kind: "resolved", ip: "192.0.2.1" });
});

test("a name that never was fails at once where somebody connects, and is asked for again", async () => {
  const { resolver, dns, changes, connectTo } = watched();
  resolver.watch(["web"]);
  await vi.advanceTimersByTimeAsync(0);
  expect(await connectTo("web")).toBe("ENOTFOUND");
  dns.set("web", "192.0.2.1");
  await vi.advanceTimersByTimeAsync(30_000);
  expect(changes).toEqual(["web", "web"]);
  expect(resolver.state("web")).toEqual({ kind: "resolved", ip: "192.0.2.1" });
});

test("a name that is not watched any more is forgotten", async () => {
  const { resolver, dns, asked } = watched();
  dns.set("web", "192.0.2.1");
  resolver.watch(["web"]);
  await vi.advanceTimersByTimeAsync(0);
  resolver.watch([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual(["web"]);
  expect(resolver.state("web")).toEqual({ kind: "pending" });
});
