import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** What a path of the stub server answers. */
export type StubAnswer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is when a string, as JSON otherwise. */
  readonly body: unknown;
};

export type StubRequest = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };

export type StubServer = {
  readonly origin: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: StubRequest[];
  /** Answers from now on, by path; a promise holds the answer back. Other paths answer 404. */
  readonly answers: Map<string, StubAnswer | Promise<StubAnswer>>;
  close(): Promise<void>;
};

/** A server on a free loopback port, for the page's tests to talk to over real HTTP. */
export async function startStubServer(): Promise<StubServer> {
  const requests: StubRequest[] = [];
  const answers: StubServer["answers"] = new Map();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? "";
    requests.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const { status = 200, headers = {}, body } = (await answers.get(path)) ?? { status: 404, body: "not found" };
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
