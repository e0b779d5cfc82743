import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * @param flag names the option in the error
 * @param port 0 for any free one
 * @returns the port
 */
export async function listen(server: Server, flag: string, host: string, port: number): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === "EADDRINUSE" ? "is taken by another process; free it or give another port (0 for any)" : code;
    throw new Error(`${flag} ${port}: port ${port} on ${host} ${reason}`, { cause });
  }
  return (server.address() as AddressInfo).port;
}

/** Accepts no more, lets the requests in flight finish, and resolves when the last connection is closed. */
export async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.prependListener("request", (_, response) => response.setHeader("Connection", "close"));
  // A connection whose answer is just being finished becomes idle after the close and nobody would end it.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearInterval(idle);
}
