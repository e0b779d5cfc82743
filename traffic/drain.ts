import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError } from "../errors/release-error.ts";
import { DRAINED } from "../gates/marks.ts";
import { listTargets, setMark } from "../gates/targets.ts";
import type { KongAdmin } from "../providers/kong/admin.ts";
import { type Capped, capAll, type ExposureLimit } from "./cap.ts";
import { askedSplit, configLimits, type Exposure } from "./exposure.ts";

/**
 * The operator's way down: takes traffic off what `wanted` gives none, now, asking no engine and no gate. An update that is
 * under way notices within a second, and cannot raise again what is marked here; the mark goes when an update has committed
 * a config that agrees.
 *
 * Marks come first: between a cap and its mark an update could raise again. Every upstream is tried, also after one failed.
 *
 * @param exposed what config has exposed until now; its revisions are marked even where an update is yet to raise them.
 * @throws TRF001 when no revision is fit to take the traffic; GTW001 or GTW003 when the gateway fails.
 */
export async function drain(admin: KongAdmin, exposed: Exposure, wanted: Exposure): Promise<Capped[]> {
  const [before, after] = [askedSplit(exposed), askedSplit(wanted)];
  const marked = await Promise.allSettled(
    Object.entries(wanted.upstreams).map(async ([service, upstream]) => {
      const isToGo = ({ revision, weight }: { revision: string; weight: number }) =>
        (after[service]?.[revision] ?? 0) === 0 && (weight > 0 || (before[service]?.[revision] ?? 0) > 0);
      for (const target of (await listTargets(admin, upstream)).filter(isToGo)) {
        await setMark(admin, upstream, target, DRAINED, true);
      }
    }),
  );
  const capped = await capForGood(admin, configLimits(wanted));
  // Traffic is off; without its mark an update that is under way may bring it back, so that is no success.
  const unmarked = marked.find((result) => result.status === "rejected");
  if (unmarked) throw unmarked.reason;
  return capped;
}

/** How long another hand may go on writing, and between two looks, in ms. */
const PATIENCE_MS = 5000;
const LOOK_MS = 200;

/**
 * Caps until nothing is left to cap at a second look: an update that is under way takes back what it raised as soon as it
 * sees the marks, and what it had read before them it may write after.
 */
async function capForGood(admin: KongAdmin, limits: readonly ExposureLimit[]): Promise<Capped[]> {
  const deadline = Date.now() + PATIENCE_MS;
  let first: Capped[] | undefined;
  for (;;) {
    try {
      const capped = await capAll(admin, limits);
      if (first !== undefined && capped.every(({ freed }) => freed === 0)) return first;
      first ??= capped;
    } catch (error) {
      const isAnotherHand = error instanceof ReleaseError && error.code === "GTW003";
      if (!isAnotherHand || Date.now() > deadline) throw error;
    }
    await sleep(LOOK_MS);
  }
}
