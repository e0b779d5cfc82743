import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";

type Entity = { id: string; [field: string]: unknown };

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly token: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** The field that Kong keeps unique in a collection, where it is not `name`. */
const UNIQUE = [
  { collection: /\/targets$/, field: "target" },
  { collection: /^\/consumers$/, field: "username" },
  { collection: /\/jwt$/, field: "key" },
] as const;

const NOT_FOUND: Answer = { status: 404, body: { message: "Not found" } };

/**
 * As much of Kong's Admin API as the provider uses, in memory: entities by id or key, unique keys, merging PATCH, pages.
 * It validates nothing; `answerNext` makes it say what a test wants to be said.
 */
export class FakeAdmin {
  readonly requests: Seen[] = [];
  readonly #collections = new Map<string, Entity[]>();
  readonly #answers: Answer[] = [];
  readonly #server: http.Server;
  readonly #pageLimit: number;
  #closing = false;
  #hold: (() => Promise<void>) | undefined;

  constructor(pageLimit: number) {
    this.#pageLimit = pageLimit;
    this.#server = http.createServer((request, response) => this.#serve(request, response));
  }

  /** @param pageLimit the most entities on a page, whatever size is asked for. */
  static async start(pageLimit = 1000): Promise<FakeAdmin> {
    const fake = new FakeAdmin(pageLimit);
    await new Promise<void>((listening) => fake.#server.listen(0, "127.0.0.1", listening));
    return fake;
  }

  get uri(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next request gets this answer, unread. */
  answerNext(answer: Answer): void {
    this.#answers.push(answer);
  }

  /** Closes the connection that the next request comes on, without an answer. */
  closeNext(): void {
    this.#closing = true;
  }

  /** Resolves when the next request is there, with what lets it have its answer. */
  holdNext(): Promise<() => void> {
    return new Promise((arrived) => {
      this.#hold = () => new Promise((go) => arrived(go));
    });
  }

  /** Entities of a collection, such as `/services` or `/upstreams/ID/targets`. */
  entities(path: string): Entity[] {
    const found = this.#collections.get(path) ?? [];
    this.#collections.set(path, found);
    return found;
  }

  add(path: string, fields: Record<string, unknown>): Entity {
    const entity = { id: randomUUID(), tags: null, ...fields };
    this.entities(path).unshift(entity);
    return entity;
  }

  changes(): Seen[] {
    return this.requests.filter((request) => request.method !== "GET");
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const body = text === "" ? undefined : JSON.parse(text);
    const token = request.headers["kong-admin-token"]?.toString();
    const path = request.url ?? "/";
    this.requests.push({ method: request.method ?? "", path, body, token });
    if (this.#closing) {
      this.#closing = false;
      request.socket.destroy();
      return;
    }
    const hold = this.#hold;
    this.#hold = undefined;
    await hold?.();
    const answer = this.#answers.shift() ?? this.#answer(request.method ?? "", new URL(path, this.uri), body);
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  #answer(method: string, url: URL, body: Record<string, unknown>): Answer {
    const parts = url.pathname.split("/").slice(1).map(decodeURIComponent);
    const collection = this.#collectionOf(parts);
    if (collection === undefined) return NOT_FOUND;
    const { path, key } = collection;
    if (key === undefined) return method === "POST" ? this.#insert(path, body) : this.#page(path, url);
    const entities = this.entities(path);
    const entity = entities.find((candidate) =>
      [candidate.id, candidate.name, ...UNIQUE.map(({ field }) => candidate[field])].includes(key),
    );
    if (method === "DELETE") {
      if (entity) entities.splice(entities.indexOf(entity), 1);
      return entity || !path.endsWith("/targets") ? { status: 204 } : NOT_FOUND;
    }
    if (!entity) return NOT_FOUND;
    if (method === "PATCH") merge(entity, body);
    if (method === "PUT") Object.assign(entity, body);
    return { status: 200, body: entity };
  }

  /** A target's upstream may be named by id or by name. */
  #collectionOf(parts: string[]): { path: string; key: string | undefined } | undefined {
    const [first, second, third, fourth] = parts;
    if (third === undefined) return { path: `/${first}`, key: second };
    const parent = this.entities(`/${first}`).find((entity) =>
      [entity.id, entity.name, entity.username].includes(second),
    );
    return parent && { path: `/${first}/${parent.id}/${third}`, key: fourth };
  }

  #insert(path: string, body: Record<string, unknown>): Answer {
    const key = UNIQUE.find(({ collection }) => collection.test(path))?.field ?? "name";
    const unique = path === "/plugins" ? ["name", "service", "route"] : [key];
    const twin = this.entities(path).some((entity) =>
      unique.every((field) => JSON.stringify(entity[field]) === JSON.stringify(body[field])),
    );
    if (twin && body[key] !== undefined) {
      const fields = { [key]: body[key] };
      const message = `UNIQUE violation detected on '{${key}="${body[key]}"}'`;
      return { status: 409, body: { code: 5, name: "unique constraint violation", fields, message } };
    }
    const [, owner, id] = /^\/(upstream|consumer)s\/([^/]+)\//.exec(path) ?? [];
    return { status: 201, body: this.add(path, owner ? { ...body, [owner]: { id } } : body) };
  }

  #page(path: string, url: URL): Answer {
    const all = this.entities(path);
    const from = Number(url.searchParams.get("offset") ?? 0);
    const to = from + Math.min(Number(url.searchParams.get("size") ?? 100), this.#pageLimit);
    const next = to < all.length ? `${url.pathname}?offset=${to}` : null;
    return { status: 200, body: { data: all.slice(from, to), next } };
  }
}

function merge(into: Record<string, unknown>, from: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(from)) {
    const old = into[key];
    if (isRecord(value) && isRecord(old)) merge(old, value);
    else into[key] = value;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
