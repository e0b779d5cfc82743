/**
 * A stand-in for an OpenAI-compatible LLM server, for machines that have none.
 *   PORT                 0 to 65535, default 0: any free one, reported on the first line
 *   HOST                 default 127.0.0.1
 *   LLM_DELAY_MS         how long a completion takes: a range or a number, default 500-900
 *   SHUTDOWN_TIMEOUT_MS  1 to 300000, default 10000
 */
import type { AddressInfo } from "node:net";
import { parseDelayRange } from "./delay.ts";
import { createLlmServer } from "./server.ts";

function log(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function exitWith(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function integer(variable: string, min: number, max: number, fallback: number): number {
  const text = process.env[variable] || String(fallback);
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  return exitWith(
    `${variable} is ${JSON.stringify(text)}; allowed: an integer from ${min} to ${max} (default ${fallback})`,
  );
}

const port = integer("PORT", 0, 65_535, 0);
const shutdownTimeoutMs = integer("SHUTDOWN_TIMEOUT_MS", 1, 300_000, 10_000);
const host = process.env.HOST || "127.0.0.1";
const delayText = process.env.LLM_DELAY_MS || "500-900";
const delay =
  parseDelayRange(delayText) ??
  exitWith(`LLM_DELAY_MS is ${JSON.stringify(delayText)}; allowed: milliseconds as 700 or 500-900, at most 600000`);

const server = createLlmServer({ delay, log });
server.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EADDRINUSE") throw error;
  exitWith(`PORT is "${port}"; allowed: a port that no other process uses on ${host}, or 0 for any`);
});
// Whoever read our output may go away; that is no reason to fail requests.
process.stdout.on("error", () => undefined);

server.listen(port, host, () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  log({
    event: "listening",
    service: "llm",
    ports: { http: (server.address() as AddressInfo).port },
    pid: process.pid,
  });
});

/** Finishes what is in flight, but for no longer than the timeout; the exit code is 1 when that cut something. */
function stop(): void {
  setTimeout(() => {
    process.exitCode = 1;
    server.closeAllConnections();
  }, shutdownTimeoutMs).unref();
  server.close(() => process.exit());
}
