import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError, rootMessage } from "../../errors/release-error.ts";
import { record } from "../../gates/events.ts";
import { DRAINED, PROVEN } from "../../gates/marks.ts";
import { publisherTo } from "../../gates/pushgateway/push.ts";
import { listTargets, setMark } from "../../gates/targets.ts";
import { describeFailure, type Verdict } from "../../gates/verdict.ts";
import type { KongAdmin } from "../../providers/kong/admin.ts";
import { capAll, type ExposureLimit } from "../cap.ts";
import { askedSplit, passedLimits } from "../exposure.ts";
import { armGuard } from "../guard/arm.ts";
import { describeDrained, WHOLE } from "../split.ts";
import { markUnsettled, settle } from "../unsettled.ts";
import { setWeights } from "../weights.ts";
import { askBakeGate } from "./ask-bake-gate.ts";
import { describeRises, describeSplit, duration } from "./describe.ts";
import type { TrafficShiftInputs, TrafficShiftOutputs } from "./inputs.ts";
import {
  comparedShare,
  decideMoves,
  drainedWithConsent,
  emptyServices,
  judgedRevisions,
  type Moves,
  provenByCommit,
} from "./moves.ts";
import { probe } from "./probe.ts";
import { reactionTo } from "./reaction.ts";
import { checkWeights, restore } from "./restore.ts";
import { checkWanted } from "./wanted.ts";
import { openBook, type Watch, watchMove } from "./watch.ts";
import { type LastPass, type ShiftWorld, targetsOf } from "./world.ts";

/**
 * Moves traffic to what config asks: lower at once what exceeds it or has not passed, ask the bake gate, raise, watch, and
 * commit or restore. State takes only what this returns, so it holds only what has passed.
 */
export async function shiftTraffic(
  inputs: TrafficShiftInputs,
  last: LastPass,
  world: ShiftWorld,
): Promise<TrafficShiftOutputs> {
  const { exposure } = inputs;
  await capAll(world.kong, passedLimits(exposure, last.passed));
  await serveEmpty(inputs, world);
  const targets = await targetsOf(inputs, world.kong);
  const decision = decideMoves(exposure, inputs.targets, targets, last.passed);
  if (decision.kind === "no target") {
    throw new ReleaseError(
      "GTW002",
      `${decision.reason}; run the update with --refresh so that state and gateway agree again`,
    );
  }
  if (decision.kind === "drained") throw new ReleaseError("TRF005", describeDrained(decision.revision));
  const { moves } = decision;
  const verdict =
    moves.rises.length === 0 ? await moveFreely(inputs, moves, world) : await moveGuarded(inputs, last, moves, world);
  await commitMarks(inputs, moves, world.kong);
  settle(inputs.home);
  const asked = askedSplit(exposure);
  const moved = describeSplit(asked) !== describeSplit(last.passed);
  const exposedPercent = exposure.canary ? exposure.percent : 0;
  if (moved) record(inputs.home, { event: "weights committed", weights: asked, percent: exposedPercent });
  return {
    passed: asked,
    exposedPercent,
    since: moved || last.since === undefined ? new Date(world.now()).toISOString() : last.since,
    outcome: verdict?.outcome ?? "not needed",
    checks: verdict?.checks ?? [],
  };
}

/** An upstream where nobody has weight answers users with errors: its stable revision gets all, once it is smoked. */
async function serveEmpty(inputs: TrafficShiftInputs, world: ShiftWorld): Promise<void> {
  const targets = await targetsOf(inputs, world.kong);
  for (const service of emptyServices(targets)) {
    const stable = inputs.exposure.stable[service];
    const there = targets[service] ?? [];
    const target = there.find((t) => t.revision === stable && t.address === inputs.targets[stable ?? ""]);
    const upstream = inputs.exposure.upstreams[service] ?? service;
    if (!target)
      throw new ReleaseError("GTW002", `upstream ${upstream} has no target of the stable revision ${stable}`);
    await setWeights(world.kong, upstream, there, new Map([[target.id, WHOLE]]));
    await setMark(world.kong, upstream, target, PROVEN, true);
    await world.engine.say(`traffic: ${stable} has all of ${upstream} (nobody had any; it passed its gates)`);
  }
}

async function moveFreely(inputs: TrafficShiftInputs, moves: Moves, world: ShiftWorld): Promise<undefined> {
  await moveAll(inputs, moves, world);
  await world.engine.say(`traffic: ${describeSplit(askedSplit(inputs.exposure))} (nothing newly exposed: no gate)`);
}

async function moveGuarded(
  inputs: TrafficShiftInputs,
  last: LastPass,
  moves: Moves,
  world: ShiftWorld,
): Promise<Verdict> {
  const watch = watchOf(inputs, moves);
  await askBakeGate(inputs, last, moves, watch.judged, world);
  await checkWanted(world.engine);
  const ledger = await openBook(watch, world);
  const limits = baselineLimits(inputs, moves);
  const guard = await armGuard({
    engine: world.engine.address,
    watcher: process.pid,
    admin: inputs.admin,
    home: inputs.home,
    limits,
  });
  let verdict: Verdict;
  try {
    await checkWanted(world.engine);
    await world.engine.say(
      `traffic: raising ${describeRises(moves.rises)}; watching ${duration(inputs.slo.windowSeconds)}`,
    );
    record(inputs.home, { event: "gate started", gate: "slo", subject: watch.judged.join(", ") });
    await moveAll(inputs, moves, world);
    await sleep(inputs.propagationSeconds * 1000);
    verdict = await watchMove(watch, ledger, {
      ...world,
      checkWeights: () => checkWeights(inputs, moves, world.kong),
      probe: () => probe(inputs, watch.judged),
      publisher: publisherTo(inputs.pushgateway, { stack: path.basename(inputs.home), gate: "slo" }, (problem) =>
        world.engine.say(problem, "warning"),
      ),
    });
    record(inputs.home, { event: "gate decided", gate: "slo", subject: watch.judged.join(", "), ...verdict });
  } catch (error) {
    await restore(inputs, limits, rootMessage(error), world, moves);
    guard.disarm();
    throw error;
  }
  const reaction = reactionTo(verdict, inputs.slo);
  if (reaction === "abort") {
    const why = describeFailure(verdict);
    await restore(inputs, limits, why, world, moves);
    guard.disarm();
    throw refusal(verdict, `weights are back at ${describeSplit(moves.baseline)}`);
  }
  if (reaction === "hold") {
    // State keeps the last pass, so the next update lowers to it before anything else.
    markUnsettled(inputs.home, "a failed shift was held");
    record(inputs.home, { event: "weights held", reason: describeFailure(verdict) });
    guard.disarm();
    const key = verdict.outcome === "fail" ? "gates.slo.onFailure" : "gates.slo.onInconclusive";
    throw refusal(
      verdict,
      `weights stay at ${describeSplit(askedSplit(inputs.exposure))} until the next update, as ${key} is hold`,
    );
  }
  // Marked before the guard goes: from here on the exposure has passed, whatever dies next.
  await commitMarks(inputs, moves, world.kong);
  guard.disarm();
  const judged = watch.judged.join(", ");
  if (verdict.outcome === "pass") {
    await world.engine.say(`SLO gate: pass for ${judged}, ${verdict.checks.length} checks`);
  } else {
    const why = describeFailure(verdict);
    await world.engine.say(
      `SLO gate: ${verdict.outcome} for ${judged}, let through by gates.slo.dryRun: ${why}`,
      "warning",
    );
  }
  return verdict;
}

function refusal(verdict: Verdict, weights: string): ReleaseError {
  const code = verdict.outcome === "fail" ? "GAT003" : "GAT004";
  return new ReleaseError(code, `SLO gate ${verdict.outcome}: ${describeFailure(verdict)}; ${weights}`);
}

function watchOf({ exposure, judgedService, slo, home }: TrafficShiftInputs, moves: Moves): Watch {
  const judged = judgedRevisions(moves.rises, exposure, judgedService);
  const beside = exposure.stable[judgedService];
  const baseline = beside !== undefined && !judged.includes(beside) ? [beside] : [];
  const share = comparedShare(exposure, judgedService, judged, baseline);
  return { judged, baseline, ...(share === undefined ? {} : { share }), slo, home };
}

async function moveAll(inputs: TrafficShiftInputs, moves: Moves, { kong }: ShiftWorld): Promise<void> {
  for (const [service, want] of Object.entries(moves.want)) {
    const upstream = inputs.exposure.upstreams[service] ?? service;
    // Looked at anew: an operator may have drained one since the move was decided, minutes ago.
    await setWeights(kong, upstream, await listTargets(kong, upstream), want);
  }
  record(inputs.home, { event: "weights moved", weights: askedSplit(inputs.exposure) });
}

function baselineLimits({ exposure }: TrafficShiftInputs, moves: Moves): ExposureLimit[] {
  return passedLimits(exposure, moves.baseline);
}

async function commitMarks(inputs: TrafficShiftInputs, moves: Moves, kong: KongAdmin): Promise<void> {
  const targets = await targetsOf(inputs, kong);
  for (const { service, target } of provenByCommit(inputs.exposure, moves.want, targets)) {
    await setMark(kong, inputs.exposure.upstreams[service] ?? service, target, PROVEN, true);
  }
  for (const { service, target } of drainedWithConsent(moves.want, targets)) {
    await setMark(kong, inputs.exposure.upstreams[service] ?? service, target, DRAINED, false);
  }
}
