import { createServer, type Server } from "node:http";
import { type NodeInformation, nodeStatus, SERVER } from "../admin/node.ts";

/** What Kong's `status_listen` offers: the state of the node and its metrics, nothing that changes anything. */
export function createStatusServer(node: NodeInformation, metrics: () => string): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://status");
    response.setHeader("Server", SERVER);
    if (request.method !== "GET" && request.method !== "HEAD") {
      return send(405, "application/json; charset=utf-8", JSON.stringify({ message: "Method not allowed" }));
    }
    if (pathname === "/status") return send(200, "application/json; charset=utf-8", JSON.stringify(nodeStatus(node)));
    if (pathname === "/metrics") return send(200, "text/plain; charset=UTF-8", metrics());
    send(404, "application/json; charset=utf-8", JSON.stringify({ message: "Not found" }));

    function send(status: number, type: string, content: string): void {
      response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(content) });
      response.end(content);
    }
  });
}
