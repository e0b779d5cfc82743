import { ReleaseError } from "../errors/release-error.ts";
import { PROVEN } from "../gates/marks.ts";
import { listTargets, setMark } from "../gates/targets.ts";
import type { KongAdmin } from "../providers/kong/admin.ts";
import { capWeights, type Weights } from "./split.ts";
import { writeWeights } from "./weights.ts";

/** What a cap did to one upstream. */
export interface Capped {
  readonly upstream: string;
  /** Points of 100 that went back to a proven revision; 0 when all was within the caps. */
  readonly freed: number;
  /** The revision that took them; none where there were none. */
  readonly heir?: string;
}

/** Which revisions an upstream may hold, and with what share at most. */
export interface ExposureLimit {
  /** Name of the upstream in the gateway. */
  readonly upstream: string;
  /** The revision that takes what is freed, if it is proven. */
  readonly stable: string;
  /** Highest share in points of 100 by revision; 0 where a revision is not named. */
  readonly caps: Weights;
}

/**
 * Lowers what exceeds its cap, now. Only ever lowers; waits for nothing and asks no gate.
 *
 * Throws TRF001 when something is over its cap and no revision is fit to take its traffic; GTW001 or GTW003 when the
 * gateway fails.
 */
export async function capUpstream(admin: KongAdmin, limit: ExposureLimit): Promise<Capped> {
  const { upstream, stable, caps } = limit;
  const targets = await listTargets(admin, upstream);
  const decision = capWeights(targets, stable, caps);
  if (decision.kind === "within") return { upstream, freed: 0 };
  if (decision.kind === "no heir") {
    const over = decision.over.map(({ revision, weight }) => `${revision} (weight ${weight})`).join(", ");
    throw new ReleaseError(
      "TRF001",
      `${upstream}: ${over} is above its cap, but no proven or smoked revision is there to take the traffic; ` +
        "it stays where it is so that no request fails",
    );
  }
  await writeWeights(admin, upstream, decision.writes);
  const demoted = new Set(decision.demoted.map(({ id }) => id));
  for (const target of targets.filter(({ id }) => demoted.has(id))) {
    await setMark(admin, upstream, target, PROVEN, false);
  }
  return { upstream, freed: decision.freed, heir: decision.heir.revision };
}

/**
 * Caps several upstreams. One that fails does not keep the others from being capped: all are tried, then the first
 * failure is thrown.
 */
export async function capAll(admin: KongAdmin, limits: readonly ExposureLimit[]): Promise<Capped[]> {
  const results = await Promise.allSettled(limits.map((limit) => capUpstream(admin, limit)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}
