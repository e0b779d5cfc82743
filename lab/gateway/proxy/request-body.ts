import type { IncomingMessage } from "node:http";

/** Up to this many bytes a body is read before a target is asked, so that it can be sent again to another one. */
const REPLAYABLE_BYTES = 1 << 20;

/** A request's body on its way to targets. */
export interface RequestBody {
  /** False once a part of it is gone that cannot be sent again. */
  readonly replayable: boolean;
  /** What to hand to the connection for one attempt. */
  content(): Buffer | AsyncIterable<Buffer> | null;
}

/**
 * Small bodies of known length are read whole, as nginx does with request buffering; all others stream.
 * @param buffer false where the route asks not to wait for the body
 */
export async function readBody(request: IncomingMessage, buffer: boolean): Promise<RequestBody> {
  const length = request.headers["content-length"];
  if (request.headers["transfer-encoding"] === undefined && (length === undefined || length === "0")) {
    return { replayable: true, content: () => null };
  }
  if (buffer && length !== undefined && Number(length) <= REPLAYABLE_BYTES) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    return { replayable: true, content: () => whole };
  }
  return new StreamedBody(request);
}

class StreamedBody implements RequestBody {
  readonly #request: IncomingMessage;
  #started = false;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  get replayable(): boolean {
    return !this.#started;
  }

  content(): AsyncIterable<Buffer> {
    return this.#chunks();
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    this.#started = true;
    for await (const chunk of this.#request.iterator({ destroyOnReturn: false })) yield chunk;
  }
}
