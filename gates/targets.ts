import { ReleaseError } from "../errors/release-error.ts";
import { type KongAdmin, KongError } from "../providers/kong/admin.ts";
import { DRAINED, type Mark, PROVEN, REVISION_TAG, SMOKED } from "./marks.ts";

interface KongTarget {
  id: string;
  target: string;
  weight: number;
  tags: string[] | null;
}

/** An entry of an upstream with what its tags say. */
export interface MarkedTarget {
  /** The gateway's id of the entry. */
  readonly id: string;
  /** `host:port`. */
  readonly address: string;
  readonly revision: string;
  /** 0 to 65535. */
  readonly weight: number;
  /** Its revision passed its gates before traffic at this address. */
  readonly smoked: boolean;
  /** It was the committed stable or carried 100 %, and no cap has lowered it since. */
  readonly proven: boolean;
  /** An operator took its traffic away, and no update has committed a config that agrees. */
  readonly drained: boolean;
  readonly tags: readonly string[];
}

/** All targets of an upstream; none when the upstream does not exist yet. Throws GTW001 when the gateway fails. */
export async function listTargets(admin: KongAdmin, upstream: string): Promise<MarkedTarget[]> {
  return await calling(admin, `list the targets of ${upstream}`, async () => {
    try {
      return (await admin.list<KongTarget>(`/upstreams/${encodeURIComponent(upstream)}/targets`)).map(viewOf);
    } catch (error) {
      if (error instanceof KongError && error.absent) return [];
      throw error;
    }
  });
}

function viewOf({ id, target, weight, tags }: KongTarget): MarkedTarget {
  const marks = tags ?? [];
  return {
    id,
    address: target,
    weight,
    tags: marks,
    revision: marks.find((tag) => tag.startsWith(REVISION_TAG))?.slice(REVISION_TAG.length) ?? `unknown at ${target}`,
    smoked: marks.includes(SMOKED),
    proven: marks.includes(PROVEN),
    drained: marks.includes(DRAINED),
  };
}

/** Adds a mark to a target, or takes it away. Does nothing when it is so already. */
export async function setMark(
  admin: KongAdmin,
  upstream: string,
  target: MarkedTarget,
  mark: Mark,
  present: boolean,
): Promise<void> {
  if (target.tags.includes(mark) === present) return;
  const tags = present ? [...target.tags, mark] : target.tags.filter((tag) => tag !== mark);
  await patchTarget(admin, upstream, target, { tags });
}

/** Changes properties of one target. Throws GTW001. Weights are written by `traffic/weights.ts` alone. */
export async function patchTarget(
  admin: KongAdmin,
  upstream: string,
  target: Pick<MarkedTarget, "id" | "revision">,
  body: { tags: string[] } | { weight: number },
): Promise<void> {
  const path = `/upstreams/${encodeURIComponent(upstream)}/targets/${encodeURIComponent(target.id)}`;
  await calling(admin, `change ${target.revision} in ${upstream}`, () => admin.patch(path, body));
}

async function calling<T>(admin: KongAdmin, what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new ReleaseError("GTW001", `could not ${what} at ${admin.uri} (config ports.admin): ${said}`, { cause });
  }
}
