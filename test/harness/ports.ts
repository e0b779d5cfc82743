import net from "node:net";

/** Below the ports that the system gives to those who ask for any, so that no service takes one of these meanwhile. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Ports on which nobody listens. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Somebody who holds ports and takes note of every connection to them. */
export interface Listener {
  /** The ports that were connected to, in order. */
  readonly connections: readonly number[];
  close(): Promise<void>;
}

export async function listenOn(ports: readonly number[]): Promise<Listener> {
  const connections: number[] = [];
  const servers = await Promise.all(
    ports.map(
      (port) =>
        new Promise<net.Server>((resolve, reject) => {
          const server = net.createServer((socket) => {
            connections.push(port);
            socket.destroy();
          });
          server.once("error", reject);
          server.listen({ port, host: "127.0.0.1" }, () => resolve(server));
        }),
    ),
  );
  return {
    connections,
    async close() {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
