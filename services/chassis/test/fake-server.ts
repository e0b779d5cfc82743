import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that answers as a test wants it, and remembers what it was asked. */
export interface FakeServer {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** For all requests from now on; default: never answers. */
  answer: (response: ServerResponse, request: ReceivedRequest) => void;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startFakeServer(): Promise<FakeServer> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url: path = "", headers } = request;
    const one = { method, path, headers, body: await text(request) };
    received.push(one);
    fake.answer(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: () => undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

/** An answer in JSON, or a text as it is. */
export function answering(status: number, body: object | string): FakeServer["answer"] {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}
