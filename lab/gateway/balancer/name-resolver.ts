import { lookup as askSystem } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { isDeepStrictEqual } from "node:util";

export type Resolution = { kind: "pending" } | { kind: "resolved"; ip: string } | { kind: "failed"; reason: string };

/** Milliseconds between two attempts for a name that did not resolve: Kong's REQUERY_INTERVAL. */
const RETRY_INTERVAL = 30_000;

/** Milliseconds for which an address is taken for the name's. A container that was started anew has another one. */
const VALID_INTERVAL = 1000;

/** Looks up the host names of targets, again and again: those that fail come back by themselves, and those that move are followed. */
export class NameResolver {
  readonly #states = new Map<string, Resolution>();
  readonly #listeners: ((host: string) => void)[] = [];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #ask: (host: string) => Promise<{ readonly address: string }>;

  /** @param ask looks a name up; the system's way where none is given */
  constructor(ask: (host: string) => Promise<{ readonly address: string }> = (host) => lookup(host)) {
    this.#ask = ask;
  }

  /**
   * For whoever connects to a watched name: the address that is known, whatever DNS is doing now. A name server may take
   * seconds to say that a container's name is gone, and meanwhile nobody else on this machine would be looked up.
   */
  readonly lookup: LookupFunction = (host, options, callback) => {
    const state = this.#states.get(host);
    if (state === undefined || state.kind === "pending") {
      askSystem(host, options, callback);
    } else if (state.kind === "failed") {
      callback(Object.assign(new Error(`${host}: ${state.reason}`), { code: "ENOTFOUND" }), "");
    } else if (options.all) {
      callback(null, [{ address: state.ip, family: isIP(state.ip) }]);
    } else {
      callback(null, state.ip, isIP(state.ip));
    }
  };

  onChange(listener: (host: string) => void): void {
    this.#listeners.push(listener);
  }

  state(host: string): Resolution {
    if (isIP(host)) return { kind: "resolved", ip: host };
    return this.#states.get(host) ?? { kind: "pending" };
  }

  /** From now on exactly these hosts matter. */
  watch(hosts: readonly string[]): void {
    const wanted = new Set(hosts.filter((host) => !isIP(host)));
    for (const host of this.#states.keys()) if (!wanted.has(host)) this.#forget(host);
    for (const host of wanted) {
      if (this.#states.has(host)) continue;
      this.#states.set(host, { kind: "pending" });
      void this.#resolve(host);
    }
  }

  close(): void {
    for (const host of [...this.#states.keys()]) this.#forget(host);
  }

  #forget(host: string): void {
    clearTimeout(this.#timers.get(host));
    this.#timers.delete(host);
    this.#states.delete(host);
  }

  async #resolve(host: string): Promise<void> {
    const found = await this.#lookUp(host);
    const known = this.#states.get(host);
    if (known === undefined) return;
    // An address that was good stays until there is another: who has it may be started anew just now.
    const state = known.kind === "resolved" && found.kind === "failed" ? known : found;
    const interval = state.kind === "failed" ? RETRY_INTERVAL : VALID_INTERVAL;
    this.#timers.set(host, setTimeout(() => void this.#resolve(host), interval).unref());
    if (isDeepStrictEqual(state, known)) return;
    this.#states.set(host, state);
    for (const listener of this.#listeners) listener(host);
  }

  async #lookUp(host: string): Promise<Resolution> {
    try {
      return { kind: "resolved", ip: (await this.#ask(host)).address };
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      return { kind: "failed", reason: code === "ENOTFOUND" ? "dns server error: 3 name error" : `dns error: ${code}` };
    }
  }
}
