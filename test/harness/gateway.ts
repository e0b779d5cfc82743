import { Pool } from "undici";

/** The services that users reach; each has an upstream of this name. */
export const UPSTREAMS = ["automation-service", "ai-pipeline", "frontend"] as const;
export type Upstream = (typeof UPSTREAMS)[number];

export interface Target {
  readonly id: string;
  readonly address: string;
  readonly revision: string;
  readonly weight: number;
  readonly tags: readonly string[];
}

/** The targets of each upstream, seen one after the other. */
export type Picture = Readonly<Record<Upstream, readonly Target[]>>;

/** The gateway as a person with the Admin API sees it. None of the program's own code is in between. */
export class GatewayView {
  readonly #admin: Pool;

  constructor(adminPort: number) {
    this.#admin = new Pool(`http://127.0.0.1:${adminPort}`, {
      connections: 16,
      headersTimeout: 5000,
      bodyTimeout: 5000,
    });
  }

  /** Throws when the gateway does not answer. An upstream that does not exist has no targets. */
  async look(): Promise<Picture> {
    const pictures = await Promise.all(UPSTREAMS.map(async (name) => [name, await this.targets(name)] as const));
    return Object.fromEntries(pictures) as Record<Upstream, Target[]>;
  }

  async targets(upstream: Upstream): Promise<Target[]> {
    const { statusCode, body } = await this.#admin.request({ method: "GET", path: `/upstreams/${upstream}/targets` });
    const text = await body.text();
    if (statusCode === 404) return [];
    if (statusCode !== 200) throw new Error(`the Admin API answered ${statusCode}: ${text}`);
    const { data } = JSON.parse(text) as {
      data: { id: string; target: string; weight: number; tags: string[] | null }[];
    };
    return data.map(({ id, target, weight, tags }) => ({
      id,
      address: target,
      weight,
      tags: tags ?? [],
      revision: tags?.find((tag) => tag.startsWith("rev:"))?.slice(4) ?? "unknown",
    }));
  }

  /** Writes to a target as another hand would. */
  async change(upstream: Upstream, target: Target, change: { weight: number } | { tags: string[] }): Promise<void> {
    const { statusCode, body } = await this.#admin.request({
      method: "PATCH",
      path: `/upstreams/${upstream}/targets/${target.id}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(change),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`the Admin API answered ${statusCode}: ${text}`);
  }

  close(): Promise<void> {
    return this.#admin.destroy();
  }
}

/** Weight by revision, without those that have none. */
export function weightsOf(targets: readonly Target[]): Record<string, number> {
  return Object.fromEntries(
    targets.filter(({ weight }) => weight > 0).map(({ revision, weight }) => [revision, weight]),
  );
}

/** Weights of all upstreams. */
export function splitOf(picture: Picture): Record<Upstream, Record<string, number>> {
  return Object.fromEntries(UPSTREAMS.map((name) => [name, weightsOf(picture[name])])) as Record<
    Upstream,
    Record<string, number>
  >;
}

/** The share of one version in points of 100, by upstream. A version is all that a test knows of a revision's name. */
export function shareOf(picture: Picture, versions: Readonly<Record<Upstream, string>>): Record<Upstream, number> {
  const share = (name: Upstream) => {
    const total = picture[name].reduce((sum, { weight }) => sum + weight, 0);
    const own = picture[name].filter(({ revision }) => revision.startsWith(`${name}-${versions[name]}-`));
    return total === 0 ? 0 : (own.reduce((sum, { weight }) => sum + weight, 0) / total) * 100;
  };
  return Object.fromEntries(UPSTREAMS.map((name) => [name, share(name)])) as Record<Upstream, number>;
}
