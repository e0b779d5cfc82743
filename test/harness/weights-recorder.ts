import { setTimeout as sleep } from "node:timers/promises";
import { type GatewayView, type Picture, type Target, UPSTREAMS } from "./gateway.ts";

const POLL_MS = 15;
/** How many looks are under way at once when it matters: a writer's pause between two writes is about as long as one. */
const EYES = 4;

export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly picture: Picture;
}

/** Looks at the weights of all upstreams again and again and remembers what it saw. */
export class WeightsRecorder {
  readonly moments: Moment[] = [];
  #stopped = false;
  readonly #gateway: GatewayView;
  readonly #running: Promise<void>;

  constructor(gateway: GatewayView) {
    this.#gateway = gateway;
    this.#running = this.#run();
  }

  get latest(): Moment | undefined {
    return this.moments.at(-1);
  }

  /** Looks many times as often while something happens: what is between two writes lasts milliseconds. */
  async closely<T>(happening: Promise<T>): Promise<T> {
    let isOver = false;
    const eyes = Array.from({ length: EYES }, async () => {
      while (!isOver) await this.#look();
    });
    try {
      return await happening;
    } finally {
      isOver = true;
      await Promise.all(eyes);
    }
  }

  /** Moments at which an upstream that had traffic before gave it to nobody. */
  emptied(): string[] {
    const served = new Set<string>();
    return this.moments.flatMap(({ at, picture }) =>
      UPSTREAMS.flatMap((name) => {
        const total = picture[name].reduce((sum, { weight }) => sum + weight, 0);
        if (total > 0) served.add(name);
        return total === 0 && served.has(name) ? [`${name} at ${new Date(at).toISOString()}`] : [];
      }),
    );
  }

  /** Targets that had weight without the smoke gate's mark. */
  untested(): string[] {
    const seen = this.moments.flatMap(({ picture }) =>
      UPSTREAMS.flatMap((name) => picture[name].filter(({ weight, tags }) => weight > 0 && !tags.includes("smoked"))),
    );
    return [...new Set(seen.map(({ revision, weight }: Target) => `${revision} had weight ${weight}`))];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#look();
      await sleep(POLL_MS);
    }
  }

  async #look(): Promise<void> {
    try {
      const picture = await this.#gateway.look();
      this.moments.push({ at: Date.now(), picture });
    } catch {
      // Where the gateway does not run yet, or no more, there is nothing to remember.
      await sleep(POLL_MS);
    }
  }
}
