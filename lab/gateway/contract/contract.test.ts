import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Gateway, startGateway } from "../gateway.ts";
import { isObject } from "../json.ts";
import { Bindings, RECORDED_PROXY_PORT } from "./bindings.ts";
import { differences, headerDifferences } from "./comparison.ts";
import { type EchoBackend, startEchoBackend } from "./echo-backend.ts";
import { type Exemption, exemptions } from "./exemptions.ts";
import { type Answer, GatewayClient } from "./gateway-client.ts";
import { BEFORE_HEALTH_OF_HP, INTERLUDES, type Stage } from "./interludes.ts";
import { type Pair, readTranscript } from "./transcript.ts";

const pairs = readTranscript();
const realKong = process.env.KONG_ADMIN_URL && process.env.KONG_PROXY_URL ? process.env : undefined;
const exempt = exemptions((group, path, method, plugin) =>
  pairs
    .filter((pair) => pair.group === group && pair.request.method === method && pair.request.path.startsWith(path))
    .filter(({ request }) => plugin === undefined || JSON.stringify(request.body).includes(plugin))
    .map(({ seq }) => seq),
);

/** A real Kong rebuilds its router and balancers every few seconds (kong/facts: up to 5.1 s). */
const REAL_KONG_SETTLES = 6000;

let gateway: Gateway | undefined;
let backends: EchoBackend[] = [];
let stage: Stage;
let bindings: Bindings;
let looksAtHp = 0;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "gateway-contract-"));
  backends = [await startEchoBackend("A"), await startEchoBackend("B")];
  const [backendA, backendB] = backends as [EchoBackend, EchoBackend];
  const deadPort = await closedPort();
  if (!realKong) gateway = await startGateway({ ...anyPorts, data: path.join(folder, "data.json") });
  const adminUrl = realKong?.KONG_ADMIN_URL ?? `http://127.0.0.1:${gateway?.ports.admin}`;
  const proxyUrl = realKong?.KONG_PROXY_URL ?? `http://127.0.0.1:${gateway?.ports.proxy}`;
  const settled = () => (realKong ? delay(REAL_KONG_SETTLES) : Promise.resolve());
  stage = { client: new GatewayClient(adminUrl, proxyUrl), backendA, deadPort, settled };
  bindings = new Bindings(
    new Map([
      ["19001", String(backendA.port)],
      ["19002", String(backendB.port)],
      ["19099", String(deadPort)],
      [RECORDED_PROXY_PORT, new URL(proxyUrl).port],
    ]),
  );
});

afterAll(async () => {
  await stage.client.close();
  await gateway?.close();
  await Promise.all(backends.map((backend) => backend.close()));
  await rm(folder, { recursive: true });
});

const anyPorts = {
  proxyPort: 0,
  adminPort: 0,
  statusPort: 0,
  host: "127.0.0.1",
  onError: (error: unknown) => {
    throw error;
  },
};

describe(`what Kong 3.9.3 answered, asked of ${realKong ? "a real Kong" : "this gateway"}`, () => {
  test.each(pairs.map((pair) => [title(pair), pair] as const))("%s", async (_, pair) => {
    await interlude(pair);
    const exemption = exempt.get(pair.seq);
    const answer = await replay(pair);
    if (pair.request.path === "/slow") stage.backendA.behave({ kind: "echo" });
    expect(judge(pair, answer, realKong && exemption?.kind !== "statusOnly" ? undefined : exemption)).toEqual([]);
  });
});

function title({ seq, group, note, request }: Pair): string {
  return `${seq} ${group}: ${request.method} ${request.path}${note ? ` (${note})` : ""}`;
}

async function interlude({ server, request }: Pair): Promise<void> {
  if (server === "admin" && request.path === "/upstreams/hp/health") await BEFORE_HEALTH_OF_HP[looksAtHp++]?.(stage);
  if (server === "proxy") await INTERLUDES.get(`${request.method} ${request.path}`)?.(stage);
  if (request.path === "/slow") stage.backendA.behave({ kind: "silent" });
}

async function replay({ server, request }: Pair): Promise<Answer> {
  const { method, body } = request;
  const path = bindings.toActual(request.path);
  const headers = Object.fromEntries(
    Object.entries(request.headers)
      .filter(([name]) => name.toLowerCase() !== "content-length")
      .map(([name, value]) => [name, String(value)]),
  );
  const text = body === null ? undefined : bindings.toActual(typeof body === "string" ? body : JSON.stringify(body));
  // The recording's one look at /metrics through the proxy's address went to the port of the status listener.
  if (server === "proxy" && path !== "/metrics") return stage.client.proxy(method, path, headers, text);
  return stage.client.rawAdmin(method, path, headers, text);
}

function judge({ response, request }: Pair, answer: Answer, exemption: Exemption | undefined): string[] {
  if (exemption?.kind === "pluginRefused") {
    const message = `schema violation (name: plugin '${exemption.plugin}' not enabled; add it to the 'plugins' configuration property)`;
    return differences({ status: 400, message }, { status: answer.status, message: messageOf(answer.body) }, bindings);
  }
  const status = differences(response.status, answer.status, bindings, "status");
  if (exemption?.kind === "statusOnly") return status;
  const without: { headers: readonly string[]; echoed: readonly string[] } =
    exemption?.kind === "without" ? exemption : { headers: [], echoed: [] };
  const expectedHeaders = Object.entries(response.headers).filter(([name]) => !without.headers.includes(name));
  // An empty body was recorded as an empty text.
  const recordedBody = response.body || response.body_raw || null;
  // A HEAD's answer has no body but announces the one that a GET would have.
  const body =
    request.method === "HEAD"
      ? []
      : differences(hide(recordedBody, without.echoed), hide(answer.body, without.echoed), bindings, "body");
  return [...status, ...headerDifferences(Object.fromEntries(expectedHeaders), answer.headers, bindings), ...body];
}

function messageOf(body: unknown): unknown {
  return isObject(body) ? body.message : body;
}

/** Leaves some headers out of what an echo backend says it saw. */
function hide(body: unknown, names: readonly string[]): unknown {
  if (!isObject(body) || !isObject(body.headers)) return body;
  const headers = Object.entries(body.headers).filter(([name]) => !names.includes(name));
  return { ...body, headers: Object.fromEntries(headers) };
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
