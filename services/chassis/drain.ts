import { Server as NetServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Service } from "./service.ts";

/**
 * How long open connections may still bring a request after the listener is closed. A pooled connection that is closed
 * at once may already have the next request on the wire, which would then be reset; a busy pool uses each of its
 * connections within this time, is answered with `Connection: close`, and lets go by itself.
 */
const LINGER_MS = 250;
const POLL_MS = 10;

/**
 * Stops accepting, finishes what is in flight and closes.
 * @param timeoutMs the most it may take, in milliseconds; what is in flight then is cut.
 * @returns the number of requests that were cut: 0 when all were finished.
 */
export async function drain(service: Service, timeoutMs: number): Promise<number> {
  const { server } = service.app;
  const begin = performance.now();
  const lingerMs = Math.min(LINGER_MS, timeoutMs / 2);
  service.startDraining();
  // Not http's close(): that one also closes idle connections at once.
  if (server.listening) NetServer.prototype.close.call(server);

  for (;;) {
    const elapsed = performance.now() - begin;
    if ((await openConnections(server)) === 0 || elapsed >= timeoutMs) break;
    if (elapsed >= lingerMs && service.inFlight() === 0) break;
    await sleep(POLL_MS);
  }
  const cut = service.inFlight();
  server.closeAllConnections();
  await service.app.close();
  return cut;
}

function openConnections(server: NetServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
