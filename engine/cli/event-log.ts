import { closeSync, openSync, writeSync } from "node:fs";
import type { EngineEvent } from "../deployment/events.ts";
import { CommandError } from "./command-error.ts";

/** Where `--event-log` sends what happens, one JSON object a line. */
export interface EventLog {
  write(event: EngineEvent): void;
  close(): void;
}

/** @throws CommandError when the file cannot be written, or for a `tcp://` address. */
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
  let sequence = 0;
  const append = (event: object) => {
    const timestamp = Math.floor(Date.now() / 1000);
    writeSync(file, `${JSON.stringify({ sequence: sequence++, timestamp, ...event })}\n`);
  };
  return {
    write: append,
    close() {
      append({ cancelEvent: {} });
      closeSync(file);
    },
  };
}
