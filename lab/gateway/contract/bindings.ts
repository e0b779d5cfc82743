/** The ports that the recording's backends and proxy had. */
export const RECORDED_PROXY_PORT = "18000";

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Which value of the run stands for which of the recording: ids as they turn up, ports from the start. */
export class Bindings {
  readonly #actualIds = new Map<string, string>();
  readonly #ports: ReadonlyMap<string, string>;

  /** @param ports recorded port → actual port */
  constructor(ports: ReadonlyMap<string, string>) {
    this.#ports = ports;
  }

  /** A text of the recording as this run must send it. */
  toActual(text: string): string {
    const withIds = text.replace(UUID, (id) => this.#actualIds.get(id) ?? id);
    return replaceAll(withIds, this.#ports);
  }

  /** A text of this run as the recording would have it; ids that are new on both sides are bound to each other. */
  toRecorded(actual: string, recorded: string): string {
    const known = new Map([...this.#actualIds].map(([key, value]) => [value, key]));
    const recordedIds = recorded.match(UUID) ?? [];
    let position = 0;
    const withIds = actual.replace(UUID, (id) => {
      const counterpart = recordedIds[position++];
      const bound = known.get(id);
      if (bound !== undefined) return bound;
      if (counterpart === undefined || this.#actualIds.has(counterpart)) return id;
      this.#actualIds.set(counterpart, id);
      return counterpart;
    });
    return replaceAll(withIds, new Map([...this.#ports].map(([key, value]) => [value, key])));
  }
}

function replaceAll(text: string, ports: ReadonlyMap<string, string>): string {
  return text.replace(/\d{5}/g, (digits) => ports.get(digits) ?? digits);
}
