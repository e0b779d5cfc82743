import { ReleaseError, rootMessage } from "../../errors/release-error.ts";
import { record } from "../../gates/events.ts";
import type { KongAdmin } from "../../providers/kong/admin.ts";
import { capAll, type ExposureLimit } from "../cap.ts";
import { describeDrained } from "../split.ts";
import { markUnsettled } from "../unsettled.ts";
import type { TrafficShiftInputs } from "./inputs.ts";
import { foreignWeights, type Moves } from "./moves.ts";
import { type ShiftWorld, targetsOf } from "./world.ts";

/** Throws TRF003 when the gateway holds other weights than were written, TRF005 when an operator has drained what was raised. */
export async function checkWeights(inputs: TrafficShiftInputs, moves: Moves, kong: KongAdmin): Promise<void> {
  const targets = await targetsOf(inputs, kong);
  const [moved] = foreignWeights(moves, targets);
  // A drain that came between the look and the write has marked what was then raised all the same.
  const drained = Object.values(targets)
    .flat()
    .find((target) => target.drained && target.weight > 0);
  if (!moved && drained) throw new ReleaseError("TRF005", describeDrained(drained.revision));
  if (!moved) return;
  const { service, target, written } = moved;
  throw new ReleaseError(
    "TRF003",
    `another hand set ${target.revision} in ${inputs.exposure.upstreams[service]} to ${target.weight} (${written} was written); ` +
      "that upstream is left as that hand set it. Run the update with --refresh to bring gateway and config together",
  );
}

/**
 * Takes back what this transaction raised. An upstream whose weights another hand has changed since is that hand's, and
 * left as it is.
 */
export async function restore(
  inputs: TrafficShiftInputs,
  limits: readonly ExposureLimit[],
  reason: string,
  world: ShiftWorld,
  moves: Moves,
): Promise<void> {
  markUnsettled(inputs.home, "a shift was taken back");
  try {
    const foreign = new Set(
      foreignWeights(moves, await targetsOf(inputs, world.kong)).map(
        ({ service }) => inputs.exposure.upstreams[service],
      ),
    );
    await capAll(
      world.kong,
      limits.filter(({ upstream }) => !foreign.has(upstream)),
    );
  } catch (cause) {
    throw new ReleaseError(
      "GTW001",
      `the SLO watch ended (${reason}), but the weights could not be put back yet: ${rootMessage(cause)}; the guard goes on trying`,
      { cause },
    );
  }
  record(inputs.home, { event: "weights restored", by: "shift", reason });
}
