import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Fault, RequestFault } from "./fault.ts";
import { dropHeader } from "./response-headers.ts";
import { pickShare } from "./share.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What becomes of a request: `pass` hands it to the service. */
type Interceptor = (request: IncomingMessage, response: ServerResponse, pass: () => void) => void;

/**
 * Puts a fault before every HTTP server of this process, those that exist and those to come. `/health` (but for
 * `unhealthy`) and `/metrics` are never touched.
 *
 * @param env Its SERVICE_VERSION and SERVICE_REVISION are on the answers made here, so that they are counted where they belong.
 */
export function injectIntoServers(fault: Exclude<Fault, { kind: "cannot-start" }>, env: Environment): void {
  const intercept = fault.kind === "unhealthy" ? unhealthy(env) : onRequests(fault, env);
  const emit = Server.prototype.emit;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
    const [request, response] = args;
    if (event !== "request" || request === undefined || response === undefined) {
      return Reflect.apply(emit, this, [event, ...args]);
    }
    intercept(request as IncomingMessage, response as ServerResponse, () =>
      Reflect.apply(emit, this, [event, ...args]),
    );
    return true;
  };
}

function unhealthy(env: Environment): Interceptor {
  return (request, response, pass) => {
    if (pathOf(request) !== "/health") return pass();
    answer(request, response, env, 503, { status: "unhealthy", reason: "injected fault" });
  };
}

function onRequests(fault: RequestFault, env: Environment): Interceptor {
  const apply = interceptorOf(fault, env);
  return (request, response, pass) => {
    const path = pathOf(request);
    const isProbe = request.headers["x-release-probe"] !== undefined;
    if (path === "/health" || path === "/metrics" || (isProbe && !fault.probes)) pass();
    else apply(request, response, pass);
  };
}

function interceptorOf(fault: RequestFault, env: Environment): Interceptor {
  switch (fault.kind) {
    case "errors": {
      const picked = pickShare(fault.rate);
      return (request, response, pass) => {
        if (!picked()) return pass();
        answer(request, response, env, 500, { error: { code: "internal", message: "injected fault" } });
      };
    }
    case "latency": {
      const picked = pickShare(fault.rate);
      return (_request, response, pass) => {
        if (!picked()) return pass();
        const timer = setTimeout(pass, fault.milliseconds);
        response.once("close", () => clearTimeout(timer));
      };
    }
    case "no-trace-id":
      return (_request, response, pass) => {
        dropHeader(response, "x-trace-id");
        pass();
      };
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  env: Environment,
  status: number,
  body: object,
): void {
  const headers = {
    "X-Service-Version": env.SERVICE_VERSION,
    "X-Service-Revision": env.SERVICE_REVISION,
    "X-Trace-Id": request.headers["x-trace-id"],
  };
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) response.setHeader(name, value);
  }
  // An unread body would stay on the connection in front of the next request.
  request.resume();
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0]!;
}
