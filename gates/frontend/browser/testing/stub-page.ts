import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const REVISION = "frontend-1.1.0-abc123";

export interface StubPage {
  /** Base URL. */
  readonly url: string;
  /** Headers of the requests so far, by path. */
  readonly asked: readonly { readonly path: string; readonly headers: IncomingMessage["headers"] }[];
  close(): Promise<void>;
}

export interface StubBehaviour {
  /** Of the page; by default 200. */
  readonly status?: number;
  /** What the page's script does; by default what a fit page does. */
  readonly script?: string;
  /** Answers `POST /ai/execute`; by default with pong. */
  readonly execute?: (response: ServerResponse) => void;
}

/** What a fit page does when Execute is pressed. */
export const FIT = `
  document.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch("/ai/execute", { method: "POST", body: "{}" });
    const { output, error, trace_id } = await answer.json();
    const show = (id, text) => {
      const element = document.createElement("p");
      element.id = id;
      element.textContent = text;
      document.body.append(element);
    };
    if (error) { show("exec-error-code", error.code); show("exec-error-message", error.message); }
    else { show("exec-trace-id", trace_id); show("exec-output", output); }
  });`;

const html = (script: string) => `<!doctype html><html lang="en"><title>OpsConductor</title>
<link rel="icon" href="data:,"><div id="root"></div>
<form><label>Tool <select aria-label="Tool"><option>echo</option></select></label>
<label for="i">Input</label><textarea id="i"></textarea><button>Execute</button></form>
<footer id="page-revision">${REVISION}</footer><script>${script}</script>`;

/** A page with the Exec Sandbox' outside, and whatever script a test wants behind it. */
export async function startStubPage({
  status = 200,
  script = FIT,
  execute = pong,
}: StubBehaviour = {}): Promise<StubPage> {
  const asked: { path: string; headers: IncomingMessage["headers"] }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push({ path, headers: request.headers });
    if (path === "/ai/execute") return execute(response);
    if (path === "/exec-sandbox") {
      return void response.writeHead(status, { "content-type": "text/html" }).end(html(script));
    }
    response.writeHead(404).end("not found");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function pong(response: ServerResponse): void {
  answerWith(response, 200, { success: true, output: "pong", error: null, trace_id: "trace-1" });
}

/** Answers with JSON and the trace id in the header, as the service does. */
export function answerWith(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "x-trace-id": "trace-1" }).end(JSON.stringify(body));
}
