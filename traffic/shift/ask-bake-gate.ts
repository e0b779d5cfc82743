import { ReleaseError } from "../../errors/release-error.ts";
import { decideBurn, measureBurn } from "../../gates/bake/burn.ts";
import { decideAdvance, decideUsers } from "../../gates/bake/decide.ts";
import { decideKept, intervalsOf, type Kept } from "../../gates/bake/kept.ts";
import { measureHistory } from "../../gates/bake/measure.ts";
import { record } from "../../gates/events.ts";
import { type Check, describeChecks, describeFailure, verdictOf } from "../../gates/verdict.ts";
import { describeRises } from "./describe.ts";
import type { TrafficShiftInputs } from "./inputs.ts";
import { advanceOf, type Moves } from "./moves.ts";
import { probeUntilDone } from "./probe.ts";
import type { LastPass, ShiftWorld } from "./world.ts";

/**
 * May more traffic be exposed? Users who can come, phases in order, the minimum time in the phase before, the SLO over all of it. Throws
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
  const bakedSeconds = (world.now() - since(last, world.now())) / 1000;
  const advance = [
    ...decideUsers(last.since !== undefined),
    ...decideAdvance({ from, to, bakedSeconds }, inputs.phases, inputs.bake),
  ];
  let kept: readonly Check[] = [];
  if (from > 0 && verdictOf(advance).outcome === "pass") {
    const checks = await lookBack(inputs, since(last, world.now()), judged, world);
    if (inputs.slo.dryRun) await world.engine.say(`bake gate, dry run: ${describeChecks(checks).join("; ")}`);
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

function since({ since }: LastPass, otherwise: number): number {
  return since === undefined ? otherwise : Math.min(Date.parse(since), otherwise);
}

/** What the bake was like until now. Too few requests are made up for where config says so. */
async function lookBack(
  inputs: TrafficShiftInputs,
  sinceMs: number,
  judged: readonly string[],
  world: ShiftWorld,
): Promise<readonly Check[]> {
  const { slo, exposure, judgedService } = inputs;
  const stable = exposure.stable[judgedService];
  const baseline = stable === undefined || judged.includes(stable) ? [] : [stable];
  const baked = () => (world.now() - sinceMs) / 1000;
  const look = async (withProbes: boolean): Promise<Kept> => {
    const scope = { revisions: [...judged, ...baseline], metrics: slo.metrics, withProbes };
    const intervals = intervalsOf(baked(), slo, slo.pollSeconds);
    return decideKept({ judged, baseline }, await measureHistory(world.prometheus, scope, baked(), intervals), slo);
  };
  let kept = await look(false);
  if (kept.lacksTraffic && slo.onInconclusive === "probe") {
    await world.engine.say(`bake gate: users sent too few requests; sending ${slo.maxProbes} synthetic ones`);
    await probeUntilDone(inputs, judged, world);
    kept = await look(true);
  }
  const revisions = new Set([...judged, ...Object.values(exposure.canary ?? {})]);
  return [...kept.checks, ...decideBurn(await measureBurn(world.prometheus, [...revisions], baked()))];
}

/** A stable revision that never had traffic is easily changed by accident: by an edit of what it runs. */
function newStable({ exposure }: TrafficShiftInputs, { rises }: Moves): string {
  const rising = rises.filter(({ service, revision, from }) => from === 0 && exposure.stable[service] === revision);
  if (rising.length === 0) return "";
  const names = rising.map(({ revision }) => revision).join(", ");
  return `. ${names} would be stable without ever having had traffic: a version, the flag or the sources of stable changed; release the change as canary`;
}
