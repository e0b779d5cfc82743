import { describe, expect, test } from "vitest";
import type { Route } from "../store/entities.ts";
import { type RoutedRequest, Router } from "./router.ts";

let created = 0;

function route(name: string, fields: Partial<Route>): Route {
  created += 1;
  return {
    id: `${created}`,
    name,
    created_at: created,
    updated_at: created,
    service: null,
    protocols: ["http"],
    methods: null,
    hosts: null,
    paths: null,
    headers: null,
    regex_priority: 0,
    strip_path: true,
    preserve_host: false,
    request_buffering: true,
    https_redirect_status_code: 426,
    tags: null,
    ...fields,
  };
}

function matched(routes: Route[], request: Partial<RoutedRequest> & { headers?: Record<string, string> }) {
  const { headers = {}, ...rest } = request;
  const header = (name: string) => (headers[name] === undefined ? [] : [headers[name]]);
  return new Router(routes, []).match({ method: "GET", path: "/", host: "localhost", header, ...rest });
}

describe("the first match by Kong's priorities", () => {
  test("is the one with more kinds of criteria, whatever the length of its path", () => {
    const routes = [
      route("path", { paths: ["/ai/execute"] }),
      route("track", { paths: ["/ai"], headers: { "x-release-track": ["canary"] } }),
    ];
    expect(matched(routes, { path: "/ai/execute", headers: { "x-release-track": "Canary" } })?.route.name).toBe(
      "track",
    );
    expect(matched(routes, { path: "/ai/execute", headers: { "x-release-track": "stable" } })?.route.name).toBe("path");
    expect(matched(routes, { path: "/ai/execute" })?.route.name).toBe("path");
  });

  test("is the longer path, and a regex before any plain path", () => {
    const routes = [
      route("root", { paths: ["/"] }),
      route("long", { paths: ["/a/b"] }),
      route("regex", { paths: ["~/a/\\d+$"] }),
    ];
    expect(matched(routes, { path: "/a/b/c" })?.route.name).toBe("long");
    expect(matched(routes, { path: "/a/7" })?.route.name).toBe("regex");
    expect(matched(routes, { path: "/a/7/x" })?.route.name).toBe("root");
  });

  test("is the regex of the higher regex_priority", () => {
    const routes = [route("low", { paths: ["~/a.*"] }), route("high", { paths: ["~/a.*"], regex_priority: 10 })];
    expect(matched(routes, { path: "/abc" })?.route.name).toBe("high");
  });

  test("prefers plain hosts to wildcards, and more headers to fewer", () => {
    const hosts = [route("wild", { hosts: ["*.example.com"] }), route("plain", { hosts: ["a.example.com"] })];
    expect(matched(hosts, { host: "a.example.com" })?.route.name).toBe("plain");
    expect(matched(hosts, { host: "b.example.com" })?.route.name).toBe("wild");
    const headers = [route("one", { headers: { a: ["1"] } }), route("two", { headers: { a: ["1"], b: ["2"] } })];
    expect(matched(headers, { headers: { a: "1", b: "2" } })?.route.name).toBe("two");
  });

  test("takes each path of a route by its own length", () => {
    const routes = [route("both", { paths: ["/", "/long/path"] }), route("middle", { paths: ["/long"] })];
    expect(matched(routes, { path: "/long/path" })?.route.name).toBe("both");
    expect(matched(routes, { path: "/long/x" })?.route.name).toBe("middle");
    expect(matched(routes, { path: "/x" })?.route.name).toBe("both");
  });

  test("is none where nothing fits: a method, a host, a path", () => {
    expect(matched([route("get", { methods: ["GET"] })], { method: "POST" })).toBeUndefined();
    expect(matched([route("host", { hosts: ["a"] })], {})).toBeUndefined();
    expect(matched([route("path", { paths: ["/a"] })], { path: "/b" })).toBeUndefined();
  });
});

test("a match names the prefix that it matched and what its regex captured", () => {
  const found = matched([route("regex", { paths: ["~/v(?<version>\\d+)/"] })], { path: "/v12/x" });
  expect(found?.prefix).toBe("/v12/");
  expect(found?.captures).toMatchObject({ "1": "12", version: "12" });
});
