import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type TestServer = {
  readonly origin: string;
  /** How many connections it has accepted. */
  connections(): number;
  close(): Promise<void>;
};

/** A server on a free loopback port; request n, from 1, is given to `handle`. */
export async function startServer(
  handle: (response: ServerResponse, n: number, request: IncomingMessage, body: string) => void,
): Promise<TestServer> {
  let requests = 0;
  let connections = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    const n = requests;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    handle(response, n, request, Buffer.concat(chunks).toString());
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The answer of a revision. */
export function answer(response: ServerResponse, revision: string, status = 200, success = true): void {
  response.writeHead(status, { "X-Service-Version": `version-of-${revision}`, "X-Service-Revision": revision });
  response.end(JSON.stringify({ success }));
}
