import { ReleaseError } from "../errors/release-error.ts";
import { listTargets, type MarkedTarget, patchTarget } from "../gates/targets.ts";
import type { KongAdmin } from "../providers/kong/admin.ts";
import { moveWeights, type WeightWrite } from "./split.ts";

/**
 * Brings an upstream to `want` (weight by target id, 0 where not named) and reads back that the gateway holds it.
 *
 * Throws TRF001 when the move is refused (an unsmoked target would rise, the upstream would be empty), GTW003 when the
 * gateway then holds something else.
 */
export async function setWeights(
  admin: KongAdmin,
  upstream: string,
  targets: readonly MarkedTarget[],
  want: ReadonlyMap<string, number>,
): Promise<void> {
  const decision = moveWeights(targets, want);
  if (decision.kind === "refused") throw new ReleaseError("TRF001", `${upstream}: ${decision.reason}`);
  await writeWeights(admin, upstream, decision.writes);
}

/** Carries out decided writes in their order and reads them back. */
export async function writeWeights(admin: KongAdmin, upstream: string, writes: readonly WeightWrite[]): Promise<void> {
  if (writes.length === 0) return;
  for (const { target, weight } of writes) await patchTarget(admin, upstream, target, { weight });
  const held = new Map((await listTargets(admin, upstream)).map((target) => [target.id, target.weight]));
  const wrong = writes.find(({ target, weight }) => held.get(target.id) !== weight);
  if (wrong) {
    throw new ReleaseError(
      "GTW003",
      `the gateway holds weight ${held.get(wrong.target.id) ?? "nothing"} for ${wrong.target.revision} in ${upstream}, ` +
        `${wrong.weight} was written: does another hand write weights?`,
    );
  }
}
