import type { ServerResponse } from "node:http";
import type { Dispatcher, Pool } from "undici";
import type { Headers } from "./headers.ts";
import type { RequestBody } from "./request-body.ts";

/** How one try at one target ended. */
export type AttemptResult =
  | { kind: "answered"; status: number; bytes: number }
  /** No answer began. `sent` tells whether the target may have seen any of the request. */
  | { kind: "failed"; reason: "connection" | "timeout" | "name"; sent: boolean }
  /** The answer broke off after its headers had gone to the client. */
  | { kind: "broken"; status: number; bytes: number }
  | { kind: "clientGone" };

export interface Attempt {
  pool: Pool;
  method: string;
  /** With the query. */
  path: string;
  headers: Headers;
  body: RequestBody;
  /** Milliseconds between two pieces of the answer. */
  readTimeout: number;
  response: ServerResponse;
  /** Writes the answer's head to the client. */
  onHead: (status: number, headers: Headers, statusMessage: string | undefined) => void;
}

/** Asks a target and streams its answer to the client. */
export function attempt(options: Attempt): Promise<AttemptResult> {
  const { pool, method, path, headers, body, readTimeout } = options;
  return new Promise((resolve) => {
    const handler = new AnswerHandler(options, resolve);
    const request = { method: method as Dispatcher.HttpMethod, path, headers, body: body.content() };
    pool.dispatch(
      { ...request, headersTimeout: readTimeout, bodyTimeout: readTimeout } as Dispatcher.DispatchOptions,
      handler,
    );
  });
}

class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #options: Attempt;
  readonly #resolve: (result: AttemptResult) => void;
  readonly #onClose: () => void;
  #controller: Dispatcher.DispatchController | undefined;
  #status: number | undefined;
  #bytes = 0;
  #clientGone = false;

  constructor(options: Attempt, resolve: (result: AttemptResult) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#onClose = () => {
      if (options.response.writableFinished) return;
      this.#clientGone = true;
      this.#controller?.abort(new Error("the client closed the connection"));
    };
    options.response.once("close", this.#onClose);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#clientGone) controller.abort(new Error("the client closed the connection"));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers, message?: string): void {
    // An interim answer (1xx) is between the target and this gateway.
    if (status < 200) return;
    this.#status = status;
    this.#options.onHead(status, headers, message);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#options.response.write(chunk)) return;
    controller.pause();
    this.#options.response.once("drain", () => controller.resume());
  }

  onResponseEnd(): void {
    this.#options.response.end();
    this.#settle({ kind: "answered", status: this.#status ?? 502, bytes: this.#bytes });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#clientGone) this.#settle({ kind: "clientGone" });
    else if (this.#status === undefined) {
      this.#settle({ kind: "failed", reason: reasonOf(error), sent: this.#controller !== undefined });
    } else {
      this.#options.response.destroy();
      this.#settle({ kind: "broken", status: this.#status, bytes: this.#bytes });
    }
  }

  #settle(result: AttemptResult): void {
    this.#options.response.off("close", this.#onClose);
    this.#resolve(result);
  }
}

function reasonOf(error: Error): "connection" | "timeout" | "name" {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "name";
  const timeouts = ["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"];
  return timeouts.includes(code ?? "") ? "timeout" : "connection";
}
