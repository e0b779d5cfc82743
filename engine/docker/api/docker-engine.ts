import axios, { type AxiosInstance, type AxiosResponse, isAxiosError, isCancel } from "axios";
import { z } from "zod";
import { answeredError, connectionError, DockerError } from "./docker-error.ts";
import type { EngineAddress } from "./engine-address.ts";

/** Version of the API that this provider is written for: Docker 20.10 has it, and later engines take it or a later one. */
const WRITTEN_FOR = "1.41";

/** How long an engine may take for what it does at once, in ms. */
const ANSWER_MS = 120_000;

const NOT_MODIFIED = 304;

const versionAnswer = z.object({ ApiVersion: z.string(), MinAPIVersion: z.string().optional() });
const errorAnswer = z.object({ message: z.string() });

export interface Request {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
  /** How long it may take, in ms; 0: as long as it takes. Default: two minutes. */
  readonly timeoutMs?: number;
}

/** A Docker engine, by its HTTP API. All methods throw `DockerError`. */
export class DockerEngine {
  readonly #address: EngineAddress;
  readonly #canceled: AbortSignal | undefined;
  readonly #http: AxiosInstance;
  #version: Promise<string> | undefined;

  /** @param canceled ends requests that are under way */
  constructor(address: EngineAddress, canceled: AbortSignal | undefined) {
    this.#address = address;
    this.#canceled = canceled;
    const { reach } = address;
    this.#http = axios.create({
      ...("socketPath" in reach
        ? { socketPath: reach.socketPath, baseURL: "http://docker" }
        : { baseURL: reach.baseUrl }),
      proxy: false,
      maxRedirects: 0,
      // What is asked of a container that is so already: to run, or to have stopped.
      validateStatus: (status) => (status >= 200 && status < 300) || status === NOT_MODIFIED,
      maxBodyLength: Number.POSITIVE_INFINITY,
    });
  }

  /** The same engine, for what has to be done although the operation was canceled: putting things in order. */
  regardless(): DockerEngine {
    return new DockerEngine(this.#address, undefined);
  }

  /** @returns the answer's JSON, or undefined of an empty one */
  async json(request: Request): Promise<unknown> {
    const { data } = await this.#versioned(request);
    return data.length === 0 ? undefined : JSON.parse(data.toString());
  }

  async bytes(request: Request): Promise<Buffer> {
    return (await this.#versioned(request)).data;
  }

  async #versioned(request: Request): Promise<AxiosResponse<Buffer>> {
    this.#version ??= this.#negotiate().catch((error: unknown) => {
      // An engine that is started meanwhile is asked again.
      this.#version = undefined;
      throw error;
    });
    return this.#send({ ...request, path: `/v${await this.#version}${request.path}` });
  }

  async #negotiate(): Promise<string> {
    const { data } = await this.#send({ method: "GET", path: "/version" });
    const { ApiVersion, MinAPIVersion = "" } = versionAnswer.parse(JSON.parse(data.toString()));
    if (isOlder(ApiVersion, WRITTEN_FOR)) {
      const message =
        `the Docker engine at ${this.#address.text} has version ${ApiVersion} of the API, and this provider needs ` +
        `${WRITTEN_FOR}: update it to Docker 20.10 or later`;
      throw new DockerError("refused", message, undefined);
    }
    return isOlder(WRITTEN_FOR, MinAPIVersion) ? MinAPIVersion : WRITTEN_FOR;
  }

  async #send({ method, path, query, body, timeoutMs = ANSWER_MS }: Request): Promise<AxiosResponse<Buffer>> {
    try {
      return await this.#http.request<Buffer>({
        method,
        url: path,
        params: query,
        data: body,
        ...(Buffer.isBuffer(body) ? { headers: { "Content-Type": "application/x-tar" } } : {}),
        ...(this.#canceled === undefined ? {} : { signal: this.#canceled }),
        timeout: timeoutMs,
        responseType: "arraybuffer",
      });
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): unknown {
    if (isCancel(error)) return new DockerError("canceled", "canceled before it was done", error);
    if (!isAxiosError<Buffer>(error)) return error;
    if (error.response === undefined) return connectionError(this.#address.text, error.code ?? "", error);
    return answeredError(error.response.status, messageIn(error.response.data), error);
  }
}

function messageIn(data: Buffer): string {
  const text = data.toString().trim();
  try {
    return errorAnswer.parse(JSON.parse(text)).message;
  } catch {
    // A proxy in front of the engine answers as it likes.
    return text;
  }
}

/** @param version such as "1.41"; an empty one is older than none */
function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = than.split(".").map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
