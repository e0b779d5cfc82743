import { closeSync, openSync, writeSync } from "node:fs";
import type { EngineEvent } from "../deployment/events.ts";
import { CommandError } from "./command-error.ts";

/** Where what happens is sent, one JSON object a line. */
export interface EventLog {
  write(event: EngineEvent): void;
  /** Says that nothing more comes. */
  close(): void;
}

/**
 * Opens the file of `--event-log`.
 * @throws CommandError when the file cannot be written, or for a `tcp://` address.
 */
export function openEventLog(target: string): EventLog {
  if (target.startsWith("tcp://")) {
    throw new CommandError("--event-log tcp://… is not supported by the embedded engine, only a file is");
  }
  let file: number;
  try {
    file = openSync(target, "a");
  } catch (error) {
    throw new CommandError(`could not open event log: ${(error as Error).message}`, undefined, { cause: error });
  }
  const log = eventLines((line) => writeSync(file, `${line}\n`));
  return {
    write: (event) => log.write(event),
    close() {
      log.close();
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
  return { write, close: () => write({ cancelEvent: {} }) };
}

/** Sends everything to all of them. */
export function allOf(logs: readonly EventLog[]): EventLog {
  return {
    write(event) {
      for (const log of logs) log.write(event);
    },
    close() {
      for (const log of logs) log.close();
    },
  };
}
