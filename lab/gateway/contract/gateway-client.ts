import { Agent, request } from "undici";

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  /** Parsed where it is JSON, else the text; null without one. */
  body: unknown;
}

/** Talks to the Admin API and the proxy of a gateway, of this one or of a real Kong. */
export class GatewayClient {
  readonly #adminUrl: string;
  readonly #proxyUrl: string;
  readonly #agent = new Agent({ connections: 64 });

  constructor(adminUrl: string, proxyUrl: string) {
    this.#adminUrl = adminUrl;
    this.#proxyUrl = proxyUrl;
  }

  admin(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    return this.#send(this.#adminUrl + path, method, headers, body === undefined ? undefined : JSON.stringify(body));
  }

  /** As `admin`, with a body that must be sent as it is. */
  rawAdmin(method: string, path: string, headers: Record<string, string>, text?: string): Promise<Answer> {
    return this.#send(this.#adminUrl + path, method, headers, text);
  }

  proxy(method: string, path: string, headers: Record<string, string> = {}, text?: string): Promise<Answer> {
    return this.#send(this.#proxyUrl + path, method, headers, text);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #send(url: string, method: string, headers: Record<string, string>, body?: string): Promise<Answer> {
    const response = await request(url, { method: method as "GET", headers, body, dispatcher: this.#agent });
    const text = await response.body.text();
    return { status: response.statusCode, headers: response.headers, text, body: parse(text) };
  }
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
