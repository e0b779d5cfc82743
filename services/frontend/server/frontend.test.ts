import type { AddressInfo } from "node:net";
import type { LogLine, Service } from "service-chassis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyService, type ServiceCopy } from "../test/service-copy.ts";
import { createFrontend } from "./frontend.ts";

const identity = { service: "frontend", version: "1.1.0", revision: "frontend-1a2b3c", gitCommit: "abc" };
const lines: LogLine[] = [];
let copy: ServiceCopy;
let service: Service;
let origin: string;

beforeAll(async () => {
  copy = await copyService();
  await copy.build();
  const { distDirectory } = copy;
  service = createFrontend({ identity, distDirectory, gatewayUrl: "", log: (line) => lines.push(line) });
  await service.app.listen({ host: "127.0.0.1", port: 0 });
  origin = `http://127.0.0.1:${(service.app.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await service?.app.close();
  await copy?.remove();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(origin + path, { headers });

async function assetsOf(path: string): Promise<string[]> {
  const html = await (await get(path)).text();
  return [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]!);
}

describe("page", () => {
  it.each(["/", "/exec-sandbox"])("is at %s, and always asked for anew", async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    expect(response.headers.get("cache-control")).toBe("no-cache");
    const html = await response.text();
    expect(html).toMatch(/<title>[^<]*OpsConductor[^<]*<\/title>/);
    expect(html).toContain('<div id="root"></div>');
  });

  it("has a script and a style sheet that may be kept for ever", async () => {
    const assets = await assetsOf("/exec-sandbox");
    expect(assets.map((path) => path.split(".").pop()).sort()).toEqual(["css", "js"]);
    for (const path of assets) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    }
  });

  it.each(["/assets/index-00000000.js", "/no-such-page", "/exec-sandbox/more", "/.source-digest", "/..%2fmain.ts"])(
    "is not what %s answers, but 404",
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    },
  );

  it("may connect to its own origin only, or to its gateway too", async () => {
    expect((await get("/")).headers.get("content-security-policy")).toContain("connect-src 'self';");
    const gatewayUrl = "http://localhost:3000/api";
    const other = createFrontend({ identity, distDirectory: copy.distDirectory, gatewayUrl, log: () => {} });
    try {
      const { headers } = await other.app.inject("/");
      expect(headers["content-security-policy"]).toContain("connect-src 'self' http://localhost:3000;");
      expect((await other.app.inject("/config.json")).json()).toMatchObject({ gatewayUrl });
    } finally {
      await other.app.close();
    }
  });
});

describe("settings", () => {
  it.each([
    ["canary", "canary"],
    ["stable", "stable"],
    ["beta", null],
    ["", null],
  ])("echo the request's track %j as %j", async (header, track) => {
    const response = await get("/config.json", { "X-Release-Track": header });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({ gatewayUrl: "", version: "1.1.0", revision: "frontend-1a2b3c", track });
  });

  it("pin nobody who asked for no track", async () => {
    expect(await (await get("/config.json")).json()).toMatchObject({ track: null });
  });
});

it("says who it is", async () => {
  const health = await get("/health");
  expect(await health.json()).toEqual({ status: "healthy", service: "frontend", version: "1.1.0" });
  expect(health.headers.get("x-service-version")).toBe("1.1.0");
  expect(health.headers.get("x-service-revision")).toBe("frontend-1a2b3c");
  expect(await (await get("/metrics")).text()).toContain('frontend_build_info{git_commit="abc",version="1.1.0"} 1');
});

it("logs each request with its trace id", async () => {
  await get("/exec-sandbox", { "X-Trace-Id": "trace-1" });
  expect(lines).toContainEqual(expect.objectContaining({ path: "/exec-sandbox", status: 200, trace_id: "trace-1" }));
});
