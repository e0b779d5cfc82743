import { once } from "node:events";
import { createServer, type Server } from "node:net";
import * as grpc from "@grpc/grpc-js";
import eventsGrpc from "@pulumi/pulumi/proto/events_grpc_pb.js";
import type eventsProto from "@pulumi/pulumi/proto/events_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { afterEach, expect, it } from "vitest";
import { openEventLog } from "./event-log.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A service of events on a port of its own. */
async function serve(received: string[]): Promise<string> {
  const server = new grpc.Server();
  closers.push(() => server.forceShutdown());
  server.addService(eventsGrpc.EventsService, {
    streamEvents(
      call: grpc.ServerReadableStream<eventsProto.EventRequest, emptyProto.Empty>,
      callback: grpc.sendUnaryData<emptyProto.Empty>,
    ) {
      call.on("data", (request: eventsProto.EventRequest) => received.push(request.getEvent()));
      call.on("end", () => callback(null, new emptyProto.Empty()));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return `tcp://127.0.0.1:${port}`;
}

const EVENT = { preludeEvent: { config: { "p:a": "ä" } } };

it("sends every event to a service, and waits until it has them", async () => {
  const received: string[] = [];
  const warnings: string[] = [];
  const log = await openEventLog(await serve(received), (line) => warnings.push(line));
  for (let count = 0; count < 500; count++) log.write(EVENT);
  await log.close();
  expect(received).toHaveLength(501);
  expect(received.at(0)).toMatch(/\n$/);
  expect(JSON.parse(received.at(499) ?? "")).toEqual({ sequence: 499, timestamp: expect.any(Number), ...EVENT });
  expect(JSON.parse(received.at(500) ?? "")).toMatchObject({ sequence: 500, cancelEvent: {} });
  expect(warnings).toEqual([]);
});

it("goes on without a service that is not there, and says so once", async () => {
  const unused: Server = createServer().listen(0, "127.0.0.1");
  await once(unused, "listening");
  const address = unused.address();
  unused.close();
  await once(unused, "close");
  const warnings: string[] = [];
  const port = typeof address === "object" ? address?.port : 0;
  const log = await openEventLog(`tcp://127.0.0.1:${port}`, (line) => warnings.push(line));
  log.write(EVENT);
  await log.close();
  expect(warnings).toEqual([
    expect.stringMatching(
      `^warning: not all events could be sent to 127.0.0.1:${port} \\(--event-log\\): .*ECONNREFUSED`,
    ),
  ]);
});

it("goes on when the service goes away in the middle", async () => {
  const received: string[] = [];
  const warnings: string[] = [];
  const log = await openEventLog(await serve(received), (line) => warnings.push(line));
  log.write(EVENT);
  await expect.poll(() => received).toHaveLength(1);
  closers.splice(0).forEach((close) => {
    close();
  });
  log.write(EVENT);
  await log.close();
  expect(warnings).toEqual([expect.stringContaining("not all events could be sent to 127.0.0.1:")]);
});
