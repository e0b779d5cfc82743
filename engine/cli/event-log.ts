import { closeSync, openSync, writeSync } from "node:fs";
import type { EngineEvent } from "../deployment/events.ts";
import { CommandError } from "./command-error.ts";

/** Where what happens in one operation is sent, one JSON object an event. */
export interface EventLog {
  write(event: EngineEvent): void;
  /** Says that nothing more comes. It settles when what was written has arrived, or cannot arrive any more. */
  close(): Promise<void>;
}

const TCP = "tcp://";

/**
 * Opens what `--event-log` names: a file, which is emptied, or `tcp://host:port` of a pulumirpc.Events service.
 *
 * @param warn prints a line. As in the CLI an operation goes on without a service that cannot be reached.
 * @throws CommandError when the file cannot be written.
 */
export async function openEventLog(target: string, warn: (line: string) => void): Promise<EventLog> {
  if (target.startsWith(TCP)) {
    // gRPC takes a while to load.
    const { streamEvents } = await import("./event-stream.ts");
    return streamEvents(target.slice(TCP.length), warn);
  }
  let file: number;
  try {
    file = openSync(target, "w");
  } catch (error) {
    throw new CommandError(`could not open event log: ${(error as Error).message}`, undefined, { cause: error });
  }
  const log = eventLines((line) => writeSync(file, `${line}\n`));
  return {
    write: (event) => log.write(event),
    async close() {
      await log.close();
      closeSync(file);
    },
  };
}

/** Events as the CLI writes them: numbered, with the time in seconds since 1970. */
export function eventLines(print: (line: string) => void): EventLog {
  let sequence = 0;
  const write = (event: object) => {
    const timestamp = Math.floor(Date.now() / 1000);
    print(JSON.stringify({ sequence: sequence++, timestamp, ...event }));
  };
  return { write, close: async () => write({ cancelEvent: {} }) };
}

/** Sends everything to all of them. */
export function allOf(logs: readonly EventLog[]): EventLog {
  return {
    write(event) {
      for (const log of logs) log.write(event);
    },
    async close() {
      await Promise.all(logs.map((log) => log.close()));
    },
  };
}
