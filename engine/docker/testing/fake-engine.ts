import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

/** What the engine answers to a request. */
export interface Answer {
  /** Default: 200. */
  readonly status?: number;
  readonly json?: object;
  readonly bytes?: Buffer;
  /** It is not answered as long as the test runs. */
  readonly never?: true;
}

interface Call {
  /** Such as `POST /containers/create?name=a`, without the version of the API. */
  readonly request: string;
  readonly body: Buffer;
}

/** A Docker engine on a socket of its own that answers from a script. */
export class FakeEngine {
  readonly #folder: string;
  readonly #server: Server;
  readonly #answers = new Map<string, Answer[]>();
  readonly #calls: Call[] = [];
  /** Versions of the API that were asked for. */
  readonly versions = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer(async (request, response) => {
      const body = await buffer(request);
      const [, version = "", path = ""] = /^(?:\/v([\d.]+))?(\/.*)$/.exec(decodeURIComponent(request.url ?? "")) ?? [];
      const asked = `${request.method} ${path}`;
      if (version !== "") this.versions.add(version);
      if (path !== "/version") this.#calls.push({ request: asked, body });
      const answer = this.#answerTo(asked);
      if (answer.never) return;
      response.writeHead(answer.status ?? 200).end(answer.bytes ?? (answer.json ? JSON.stringify(answer.json) : ""));
    });
  }

  static async start(): Promise<FakeEngine> {
    const engine = new FakeEngine(await mkdtemp(join(tmpdir(), "fake-docker-")));
    await new Promise<void>((resolve) => engine.#server.listen(engine.#socket, resolve));
    engine.reset();
    return engine;
  }

  get #socket(): string {
    return join(this.#folder, "docker.sock");
  }

  get environment(): NodeJS.ProcessEnv {
    return { DOCKER_HOST: `unix://${this.#socket}`, HOME: this.#folder };
  }

  reset(): void {
    this.#answers.clear();
    this.#calls.length = 0;
    this.answer("GET /version", { json: { ApiVersion: "1.41", MinAPIVersion: "1.12" } });
  }

  /** @param answers to what begins so: in turn, the last one for good. The longest beginning counts. */
  answer(request: string, ...answers: Answer[]): void {
    this.#answers.set(request, answers);
  }

  #answerTo(asked: string): Answer {
    const beginning = [...this.#answers.keys()]
      .filter((key) => asked.startsWith(key))
      .toSorted((a, b) => b.length - a.length)[0];
    const answers = this.#answers.get(beginning ?? "") ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer ?? { status: 404, json: { message: `no answer to ${asked}` } };
  }

  /** The requests so far, in order. */
  get requests(): string[] {
    return this.#calls.map(({ request }) => request);
  }

  /** The body of the first request that begins so. */
  bodyOf(request: string): Buffer {
    return this.#calls.find((call) => call.request.startsWith(request))?.body ?? Buffer.alloc(0);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A container's log as the engine sends it. */
export function framed(...pieces: readonly string[]): Buffer {
  return Buffer.concat(
    pieces.flatMap((piece) => {
      const header = Buffer.alloc(8);
      header[0] = 1;
      header.writeUInt32BE(Buffer.byteLength(piece), 4);
      return [header, Buffer.from(piece)];
    }),
  );
}
