/**
 * A service for the tests: answers every path with 200 and its trace id, which each path sets in another way.
 * X-Order tells the order in which the service saw the requests.
 */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const ways: Readonly<Record<string, (response: ServerResponse, id: string) => void>> = {
  "/set-header": (response, id) => response.setHeader("X-Trace-Id", id),
  "/append-header": (response, id) => response.appendHeader("X-Trace-Id", id),
  "/object": (response, id) => response.writeHead(200, { "X-Trace-Id": id, "X-Other": "kept" }),
  "/message-and-object": (response, id) => response.writeHead(200, "Fine", { "X-Trace-Id": id, "X-Other": "kept" }),
  "/list": (response, id) => response.writeHead(200, ["X-Trace-Id", id, "X-Other", "kept"]),
};

let order = 0;
const server = createServer(async (request, response) => {
  order += 1;
  response.setHeader("X-Order", order);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const way = ways[request.url ?? ""] ?? ways["/set-header"]!;
  way(response, "trace-1");
  response.end(Buffer.concat(chunks));
});
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ event: "listening", ports: { http: (server.address() as AddressInfo).port } }));
});
