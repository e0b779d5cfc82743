import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { request } from "undici";
import { startGateway } from "../lab/gateway/gateway.ts";
import { startLoad } from "../lab/load/generator.ts";
import type { LoadSummary } from "../lab/load/summary.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Row, rowOfRequests } from "./report/row.ts";

/** Weights of stable and canary. */
const SPLITS = [
  [90, 10],
  [50, 50],
  [99, 1],
] as const;
const REQUESTS = 20_000;
/** Not the most that the gateway can do, but what a shared machine keeps up: the load leaves out what it could not send in time. */
const REQUESTS_PER_SECOND = 1_000;
const MOST_SECONDS = 25;
const GOAL_POINTS = 0.5;

/** How far the canary's share of the answers is from the share that was asked for, in percentage points. */
export function splitError(answers: Readonly<Record<string, number>>, canary: string, askedPercent: number): number {
  const total = Object.values(answers).reduce((sum, count) => sum + count, 0);
  if (total === 0) throw new Error("no request was answered");
  return Math.abs(((answers[canary] ?? 0) / total) * 100 - askedPercent);
}

/** A row for one split. */
export function splitRow([stable, canary]: readonly [number, number], load: LoadSummary): Row {
  const answers = Object.fromEntries(
    Object.entries(load.byRevision).map(([revision, { requests }]) => [revision, requests]),
  );
  return rowOfRequests(
    { what: `split ${stable}/${canary}: error`, unit: "pp", goal: GOAL_POINTS },
    splitError(answers, "canary", canary),
    load.finished,
  );
}

/** The gateway alone, with backends that only say who they are: nothing but the split is measured. */
export const split: Benchmark = async ({ say, leaveBehind }) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "canary-split-"));
  leaveBehind(async () => fs.rmSync(folder, { recursive: true, force: true }));
  const gateway = await startGateway({
    proxyPort: 0,
    adminPort: 0,
    statusPort: 0,
    host: "127.0.0.1",
    data: path.join(folder, "gateway.json"),
    onError: (error) => say(`gateway: ${error instanceof Error ? error.message : String(error)}`),
  });
  leaveBehind(() => gateway.close());
  const write = (method: "POST" | "PATCH", url: string, body: object) =>
    writeToAdmin(`http://127.0.0.1:${gateway.ports.admin}${url}`, method, body);

  await write("POST", "/upstreams", { name: "measured" });
  const targets: Record<string, string> = {};
  for (const revision of ["stable", "canary"]) {
    const backend = await startBackend(revision);
    leaveBehind(() => backend.close());
    targets[revision] = backend.address;
    await write("POST", "/upstreams/measured/targets", { target: backend.address, weight: 0 });
  }
  await write("POST", "/services", { name: "measured", host: "measured" });
  await write("POST", "/services/measured/routes", { name: "measured", paths: ["/"] });

  const rows: Row[] = [];
  for (const [stable, canary] of SPLITS) {
    say(`${REQUESTS} requests at ${stable}/${canary}`);
    await write("PATCH", `/upstreams/measured/targets/${targets.stable}`, { weight: stable });
    await write("PATCH", `/upstreams/measured/targets/${targets.canary}`, { weight: canary });
    const load = startLoad({
      url: `http://127.0.0.1:${gateway.ports.proxy}`,
      method: "GET",
      path: "/",
      requestsPerSecond: REQUESTS_PER_SECOND,
      maxRequests: REQUESTS,
      maxSeconds: MOST_SECONDS,
    });
    rows.push(splitRow([stable, canary], await load.ended));
  }
  return rows;
};

async function writeToAdmin(url: string, method: "POST" | "PATCH", body: object): Promise<void> {
  const answer = await request(url, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${url} was answered with ${answer.statusCode}: ${text}`);
}

function startBackend(revision: string): Promise<{ address: string; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = http.createServer((_request, response) => {
      response.setHeader("x-service-revision", revision);
      response.end();
    });
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        address: `127.0.0.1:${port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
