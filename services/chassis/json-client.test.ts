import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createJsonClient, type JsonClient } from "./json-client.ts";
import { answering, type FakeServer, startFakeServer } from "./test/fake-server.ts";

let server: FakeServer;
let client: JsonClient;

beforeEach(async () => {
  server = await startFakeServer();
  client = createJsonClient(`${server.url}/prefix`, 300);
});

afterEach(async () => {
  await client.close();
  await server[Symbol.asyncDispose]();
});

it("posts JSON below the base URL's path", async () => {
  server.answer = answering(201, { made: true });
  expect(await client.post("/things", { a: 1 }, { "x-trace-id": "t" })).toEqual({
    kind: "answer",
    status: 201,
    body: { made: true },
  });
  expect(server.received[0]).toMatchObject({
    method: "POST",
    path: "/prefix/things",
    headers: { "content-type": "application/json", "x-trace-id": "t" },
    body: '{"a":1}',
  });
});

it("gives the status also when the body is not JSON", async () => {
  server.answer = answering(500, "<html>");
  expect(await client.post("/", {}, {})).toEqual({ kind: "answer", status: 500, body: undefined });
});

it("keeps its connections", async () => {
  const ports = new Set<number | undefined>();
  server.answer = (response, request) => {
    ports.add(response.socket?.remotePort);
    answering(200, {})(response, request);
  };
  for (let i = 0; i < 20; i += 1) await client.post("/", {}, {});
  // Two: a connection is free again only a turn of the event loop after its answer is read.
  expect(ports.size).toBeLessThanOrEqual(2);
});

it("gives a timeout for no answer and for half an answer", async () => {
  server.answer = () => undefined;
  expect(await client.post("/", {}, {})).toEqual({ kind: "timeout" });
  server.answer = (response) => response.writeHead(200, { "content-length": "100" }).write("{");
  expect(await client.post("/", {}, {})).toEqual({ kind: "timeout" });
});

it("gives a timeout where the server's process hangs and takes no connection", async () => {
  const code = `require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, function () {
    console.log(this.address().port);
  })`;
  const hanging = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(hanging.stdout, "data")) as [Buffer];
  hanging.kill("SIGSTOP");
  const sockets = Array.from({ length: 8 }, () => net.connect(Number(line), "127.0.0.1").on("error", () => {}));
  const waiting = createJsonClient(`http://127.0.0.1:${Number(line)}`, 300);
  try {
    expect(await waiting.post("/", {}, {})).toEqual({ kind: "timeout" });
  } finally {
    hanging.kill("SIGKILL");
    for (const socket of sockets) socket.destroy();
    await waiting.close();
  }
});

it("gives the code of a connection that breaks or cannot be made", async () => {
  server.answer = (response) => response.destroy();
  expect(await client.post("/", {}, {})).toEqual({ kind: "unreachable", code: "UND_ERR_SOCKET" });
  await server[Symbol.asyncDispose]();
  expect(await client.post("/", {}, {})).toEqual({ kind: "unreachable", code: "ECONNREFUSED" });
  server = await startFakeServer();
});

it("fails with the cause for an answer over 1 MiB and for a header that cannot be sent", async () => {
  server.answer = answering(200, "x".repeat(1024 * 1024 + 1));
  expect(await client.post("/", {}, {})).toMatchObject({
    kind: "failed",
    cause: { code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" },
  });
  expect(await client.post("/", {}, { "x-a": "new\nline" })).toMatchObject({
    kind: "failed",
    cause: expect.any(Error),
  });
});
