import { ReleaseError } from "../../errors/release-error.ts";
import { decideAdvance } from "../../gates/bake/decide.ts";
import { decideKept, intervalsOf } from "../../gates/bake/kept.ts";
import { measureHistory } from "../../gates/bake/measure.ts";
import { record } from "../../gates/events.ts";
import { type Check, describeCheck, describeFailure, verdictOf } from "../../gates/verdict.ts";
import { describeRises } from "./describe.ts";
import type { TrafficShiftInputs } from "./inputs.ts";
import { advanceOf, type Moves } from "./moves.ts";
import type { LastPass, ShiftWorld } from "./world.ts";

/**
 * May more traffic be exposed? Phases in order, the minimum time in the phase before, the SLO over all of it. Throws
 * GAT002 when not; nothing has moved then.
 *
 * @param judged the revisions whose executions tell.
 */
export async function askBakeGate(
  inputs: TrafficShiftInputs,
  last: LastPass,
  moves: Moves,
  judged: readonly string[],
  world: ShiftWorld,
): Promise<void> {
  const step = advanceOf(moves.rises, last.passed);
  if (!step) {
    await world.engine.say(`bake gate: not asked, ${describeRises(moves.rises)} comes back to what has passed before`);
    return;
  }
  const { from, to } = step;
  const bakedSeconds = last.since === undefined ? 0 : Math.max(0, (world.now() - Date.parse(last.since)) / 1000);
  const advance = decideAdvance({ from, to, bakedSeconds }, inputs.phases, inputs.bake);
  let kept: readonly Check[] = [];
  if (from > 0 && verdictOf(advance).outcome === "pass") {
    const { slo } = inputs;
    const stable = inputs.exposure.stable[inputs.judgedService];
    const baseline = stable === undefined || judged.includes(stable) ? [] : [stable];
    const intervals = intervalsOf(bakedSeconds, slo, slo.pollSeconds);
    const history = await measureHistory(world.prometheus, [...judged, ...baseline], bakedSeconds, intervals);
    const checks = decideKept({ judged, baseline }, history, slo);
    if (slo.dryRun) await world.engine.say(`bake gate, dry run: ${checks.map(describeCheck).join("; ")}`);
    else kept = checks;
  }
  const verdict = verdictOf([...advance, ...kept]);
  record(inputs.home, { event: "gate decided", gate: "bake", subject: judged.join(", "), ...verdict });
  if (verdict.outcome !== "pass") {
    const rises = describeRises(moves.rises);
    throw new ReleaseError(
      "GAT002",
      `bake gate ${verdict.outcome} for ${rises}: ${describeFailure(verdict)}; no traffic was moved${newStable(inputs, moves)}`,
    );
  }
  if (from > 0) await world.engine.say(`bake gate: pass, ${Math.floor(bakedSeconds)} s at ${from} % within the SLO`);
}

/** A stable revision that never had traffic is easily changed by accident: by an edit of what it runs. */
function newStable({ exposure }: TrafficShiftInputs, { rises }: Moves): string {
  const rising = rises.filter(({ service, revision, from }) => from === 0 && exposure.stable[service] === revision);
  if (rising.length === 0) return "";
  const names = rising.map(({ revision }) => revision).join(", ");
  return `. ${names} would be stable without ever having had traffic: a version, the flag or the sources of stable changed; release the change as canary`;
}
