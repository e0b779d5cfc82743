import { createHash } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** Whom a registry lets read. */
export type Access = "anybody" | "token" | "token with login" | "basic";

/** `user:password` of the only user, as Docker keeps it. */
export const LOGIN = Buffer.from("me:geheim").toString("base64");
const TOKEN = "t0ken";

/** A registry on loopback that knows manifests by repository and tag, and asks for a token as registries do. */
export class FakeRegistry {
  readonly #server = http.createServer((request, response) => this.#answer(request, response));
  readonly #manifests = new Map<string, string>();
  /** What clients have asked for, without the server's address. */
  readonly requests: string[] = [];
  access: Access = "anybody";
  /** What the registry says a manifest's digest is; absent: what it is. */
  claimedDigest: string | undefined;

  static async start(): Promise<FakeRegistry> {
    const registry = new FakeRegistry();
    registry.#server.listen(0, "127.0.0.1");
    await once(registry.#server, "listening");
    return registry;
  }

  /** `host:port`, as references have it. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @returns the digest that the tag has from now on */
  put(repository: string, tag: string, manifest: object): string {
    const text = JSON.stringify(manifest);
    this.#manifests.set(`/v2/${repository}/manifests/${tag}`, text);
    return digest(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { pathname, search } = new URL(request.url ?? "/", `http://${this.host}`);
    this.requests.push(`${pathname}${search}`);
    if (pathname === "/token") {
      this.#token(request, response);
      return;
    }
    if (!this.#mayRead(request)) {
      const bearer = `Bearer realm="http://${this.host}/token",service="fake",scope="repository:x:pull"`;
      response.writeHead(401, { "www-authenticate": this.access === "basic" ? 'Basic realm="fake"' : bearer }).end();
      return;
    }
    const manifest = this.#manifests.get(pathname);
    const wantsIndex = request.headers.accept?.includes("application/vnd.oci.image.index.v1+json");
    if (manifest === undefined || !wantsIndex) response.writeHead(404).end();
    else response.writeHead(200, { "docker-content-digest": this.claimedDigest ?? digest(manifest) }).end(manifest);
  }

  #token({ headers }: http.IncomingMessage, response: http.ServerResponse): void {
    if (this.access === "token with login" && headers.authorization !== `Basic ${LOGIN}`) response.writeHead(401).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ token: TOKEN }));
  }

  #mayRead({ headers: { authorization } }: http.IncomingMessage): boolean {
    if (this.access === "anybody") return true;
    return authorization === (this.access === "basic" ? `Basic ${LOGIN}` : `Bearer ${TOKEN}`);
  }
}

function digest(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
