import { setTimeout as sleep } from "node:timers/promises";
import { credentials } from "@grpc/grpc-js";
import eventsGrpc from "@pulumi/pulumi/proto/events_grpc_pb.js";
import eventsProto from "@pulumi/pulumi/proto/events_pb.js";
import { type EventLog, eventLines } from "./event-log.ts";

/** How long the service may take to say that it has got everything, in ms: the CLI would wait for ever. */
const ANSWER_MS = 10_000;

/**
 * Sends events to a pulumirpc.Events service, as the Automation API has it.
 *
 * @param address `host:port`
 * @param warn prints a line, once, when not all events can be sent
 */
export function streamEvents(address: string, warn: (line: string) => void): EventLog {
  const client = new eventsGrpc.EventsClient(address, credentials.createInsecure());
  const over = Promise.withResolvers<void>();
  let open = true;
  const end = (trouble: string | undefined): void => {
    if (open && trouble !== undefined) {
      warn(`warning: not all events could be sent to ${address} (--event-log): ${trouble}`);
    }
    open = false;
    over.resolve();
  };
  const stream = client.streamEvents((error) => end(error?.message));
  // The call's end tells as much.
  stream.on("error", () => undefined);
  const lines = eventLines((line) => {
    if (open) {
      stream.write(new eventsProto.EventRequest().setEvent(`${line}\n`));
    }
  });
  return {
    write: (event) => lines.write(event),
    async close() {
      await lines.close();
      const waiting = new AbortController();
      if (open) {
        stream.end();
        const patience = sleep(ANSWER_MS, undefined, { signal: waiting.signal }).then(
          () => end(`no answer within ${ANSWER_MS / 1000} s`),
          () => undefined,
        );
        await Promise.race([over.promise, patience]);
        waiting.abort();
      }
      stream.cancel();
      client.close();
    },
  };
}
