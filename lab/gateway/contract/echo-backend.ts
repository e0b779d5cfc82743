import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A target that says what it was asked: which backend it is, and the method, URL, headers and body it saw. */
export interface EchoBackend {
  readonly name: string;
  readonly port: number;
  /** Requests since the start. */
  readonly seen: () => number;
  /** What it answers from now on: an echo, an error status, or nothing at all. */
  behave: (behaviour: Behaviour) => void;
  close: () => Promise<void>;
}

export type Behaviour = { kind: "echo" } | { kind: "status"; status: number } | { kind: "silent" };

export async function startEchoBackend(name: string): Promise<EchoBackend> {
  let behaviour: Behaviour = { kind: "echo" };
  let seen = 0;
  const server: Server = createServer(async (request, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen += 1;
    if (behaviour.kind === "silent") return;
    response.statusCode = behaviour.kind === "status" ? behaviour.status : 200;
    response.setHeader("Content-Type", "application/json");
    response.setHeader("X-Backend", name);
    const { method, url, headers } = request;
    response.end(JSON.stringify({ backend: name, method, url, headers, body: Buffer.concat(chunks).toString() }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    name,
    port: (server.address() as AddressInfo).port,
    seen: () => seen,
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
