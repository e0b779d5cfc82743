import { afterEach, expect, it } from "vitest";
import { startLoad } from "./generator.ts";
import type { LoadResult } from "./result.ts";
import { answer, startServer, type TestServer } from "./test/server.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(handle: Parameters<typeof startServer>[0]): Promise<TestServer> {
  const server = await startServer(handle);
  servers.push(server);
  return server;
}

const brief = { requestsPerSecond: 500, maxSeconds: 10 };

it("sends what was asked, over few connections, and tells who answered", async () => {
  const bodies = new Set<string>();
  const server = await serve((response, n, request, body) => {
    bodies.add(`${request.method} ${request.url} ${request.headers["x-release-track"]} ${body}`);
    answer(response, n % 10 === 0 ? "canary" : "stable");
  });
  const results: LoadResult[] = [];
  const load = startLoad({
    ...brief,
    url: server.origin,
    maxRequests: 200,
    headers: { "X-Release-Track": "canary" },
    onResult: (result) => results.push(result),
  });
  const summary = await load.ended;
  expect(summary).toMatchObject({ sent: 200, finished: 200, inFlight: 0, failed: 0, skipped: 0 });
  expect(summary.byStatus).toEqual({ 200: 200 });
  expect(summary.byRevision.stable).toMatchObject({ version: "version-of-stable", requests: 180, failed: 0 });
  expect(summary.byRevision.canary).toMatchObject({ version: "version-of-canary", requests: 20, failed: 0 });
  expect([...bodies]).toEqual(['POST /ai/execute canary {"tool":"echo","input":"ping"}']);
  expect(results.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual([...Array(200).keys()]);
  expect(server.connections()).toBeLessThan(100);
});

it("counts other statuses than 2xx as failed, by revision", async () => {
  const server = await serve((response, n) => answer(response, "canary", n % 4 === 0 ? 502 : 200));
  const summary = await startLoad({ ...brief, url: server.origin, maxRequests: 40 }).ended;
  expect(summary.byStatus).toEqual({ 200: 30, 502: 10 });
  expect(summary.failed).toBe(10);
  expect(summary.byRevision.canary).toMatchObject({ requests: 40, failed: 10 });
});

it("counts answers without success as failed only when success is expected", async () => {
  const server = await serve((response, n) => {
    if (n % 2 === 0) answer(response, "canary", 200, false);
    else response.end("<html>");
  });
  const options = { ...brief, url: server.origin, maxRequests: 10 };
  expect((await startLoad(options).ended).failed).toBe(0);
  const strict = await startLoad({ ...options, expectSuccess: true }).ended;
  expect(strict.failed).toBe(10);
  expect(strict.byRevision.unidentified).toMatchObject({ version: null, requests: 5, failed: 5 });
});

it("counts refused, cut and unanswered requests by their code", async () => {
  const closed = await startServer(() => {});
  await closed.close();
  const refused = await startLoad({ ...brief, url: closed.origin, maxRequests: 5 }).ended;
  expect(refused).toMatchObject({ failed: 5, byStatus: { ECONNREFUSED: 5 }, byRevision: {} });

  const cutting = await serve((response) => response.destroy());
  const cut = await startLoad({ ...brief, url: cutting.origin, maxRequests: 5 }).ended;
  expect(cut).toMatchObject({ finished: 5, failed: 5, byStatus: { UND_ERR_SOCKET: 5 } });

  const silent = await serve(() => {});
  const unanswered = await startLoad({ ...brief, url: silent.origin, maxRequests: 5, timeoutMs: 100 }).ended;
  expect(unanswered).toMatchObject({ finished: 5, failed: 5, byStatus: { UND_ERR_HEADERS_TIMEOUT: 5 } });
});

it("goes on sending to a server that does not answer, up to its limit, and says that the rate was not kept", async () => {
  const held: (() => void)[] = [];
  const server = await serve((response) => held.push(() => answer(response, "slow")));
  const load = startLoad({ ...brief, url: server.origin, maxRequests: 100, maxInFlight: 30 });
  // All 100 are sent or skipped once nothing but answers is missing.
  while (load.mark().sent + load.mark().skipped < 100 || held.length < 30) await new Promise(setImmediate);
  expect(load.snapshot()).toMatchObject({ sent: 30, inFlight: 30, finished: 0, skipped: 70, keptRate: false });
  for (const release of held) release();
  expect(await load.ended).toMatchObject({ sent: 30, inFlight: 0, finished: 30, failed: 0, skipped: 70 });
});

it("tells what was sent between two moments", async () => {
  let revision = "stable";
  const server = await serve((response) => answer(response, revision));
  const load = startLoad({ ...brief, url: server.origin });
  const finish = async (count: number) => {
    while (load.snapshot().finished < count || load.snapshot().inFlight > 0) await new Promise(setImmediate);
  };
  await finish(20);
  const moved = load.mark();
  revision = "canary";
  await finish(60);
  const end = load.mark();
  await load.stop();
  const before = load.between({ at: 0, sent: 0, skipped: 0 }, moved);
  const after = load.between(moved, end);
  expect(Object.keys(before.byRevision)).toEqual(["stable"]);
  expect(Object.keys(after.byRevision)).toEqual(["canary"]);
  expect(before.sent + after.sent).toBe(end.sent);
});

it("sends nothing after it was stopped, and sums up once every answer is in", async () => {
  const server = await serve((response) => setTimeout(answer, 50, response, "stable"));
  const load = startLoad({ ...brief, url: server.origin });
  while (load.mark().sent < 5) await new Promise(setImmediate);
  const stopped = load.stop();
  const { sent } = load.mark();
  const summary = await stopped;
  expect(summary).toMatchObject({ sent, finished: sent, inFlight: 0, failed: 0 });
  expect(await load.stop()).toEqual(summary);
  expect(load.mark().sent).toBe(sent);
});

it("ends by itself when its time is over", async () => {
  const server = await serve((response) => answer(response, "stable"));
  const summary = await startLoad({ url: server.origin, requestsPerSecond: 100, maxSeconds: 0.2 }).ended;
  expect(summary.sent + summary.skipped).toBe(20);
});
