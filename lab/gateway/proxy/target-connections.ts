import type { LookupFunction } from "node:net";
import { Pool } from "undici";

export interface Endpoint {
  scheme: "http" | "https";
  /** A name, or an address without brackets. */
  host: string;
  port: number;
  /** Milliseconds. */
  connectTimeout: number;
  verifyCertificate: boolean;
}

/**
 * How long an idle connection is kept, in milliseconds: below the 5 s after which a Node server closes its side, since
 * a request that meets a closing connection may be lost. A shorter time that a target announces is obeyed.
 */
const IDLE_TIMEOUT = 4000;

/** Keep-alive connections to targets, as many as there are requests at once. */
export class TargetConnections {
  readonly #pools = new Map<string, Pool>();
  readonly #lookup: LookupFunction;

  /** @param lookup finds the address of a target's name */
  constructor(lookup: LookupFunction) {
    this.#lookup = lookup;
  }

  pool({ scheme, host, port, connectTimeout, verifyCertificate }: Endpoint): Pool {
    const origin = `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
    const key = `${origin} ${connectTimeout} ${verifyCertificate}`;
    const existing = this.#pools.get(key);
    if (existing) return existing;
    const pool = new Pool(origin, {
      connect: { timeout: connectTimeout, rejectUnauthorized: verifyCertificate, lookup: this.#lookup },
      keepAliveTimeout: IDLE_TIMEOUT,
      pipelining: 1,
    });
    this.#pools.set(key, pool);
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }
}
