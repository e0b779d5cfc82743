import type { Running } from "./engine.ts";
import { shareOf } from "./gateway.ts";
import type { ProgramStack } from "./stack.ts";
import { until } from "./until.ts";
import { byUpstream, NEW } from "./versions.ts";

/** The canary's share that has passed, and the one that the shift under test asks for, in percent. */
export const PASSED = 10;
export const ASKED = 50;

/** The guard's own bound for putting weights back: it looks every 0.2 s and must need at most 2 s. */
const BOUND_MS = 2000;
/** For a machine that is busy with other tests. What fails to come back at all is found all the same. */
const SLACK_MS = 8000;

/** A point of a shift at which something can go wrong, and how a test sees from outside that it has come. */
export interface Stage {
  readonly name: string;
  isReached(stack: ProgramStack, eventsBefore: number): boolean;
}

export const STAGES: readonly Stage[] = [
  {
    name: "before the guard is armed",
    isReached: (stack, before) => newEvents(stack, before).some((event) => "gate" in event && event.gate === "bake"),
  },
  { name: "when the guard is armed and nothing has moved", isReached: (stack) => stack.leases().armed > 0 },
  { name: "in the middle of the move", isReached: (stack) => highestShare(stack) > PASSED },
  {
    name: "during the watch",
    isReached: (stack, before) => newEvents(stack, before).some(({ event }) => event === "gate measured"),
  },
  {
    name: "right before the commit",
    isReached: (stack, before) =>
      newEvents(stack, before).some((event) => event.event === "gate measured" && event.remainingSeconds <= 0.6),
  },
];

/** Starts an update that raises the canary, and returns when it has come to the stage. */
export async function raiseUntil(stack: ProgramStack, stage: Stage): Promise<Running> {
  const before = stack.events().length;
  const run = stack.start("up");
  await stack.during(run, `an update ${stage.name}`, () => stage.isReached(stack, before));
  return run;
}

/** The canary has again what has passed, in all upstreams. */
export async function restored(stack: ProgramStack): Promise<void> {
  const from = Date.now();
  const isBack = () => (stack.recorder.latest?.at ?? 0) > from && highestShare(stack) <= PASSED;
  await until(isBack, { what: `the canary to be back at ${PASSED} %`, withinMs: BOUND_MS + SLACK_MS });
}

/** Nobody is left who could move weights: no lease is held and no guard runs. */
export async function guardGone(stack: ProgramStack): Promise<void> {
  const isGone = () =>
    stack.leases().held === 0 && !stack.processes().some(({ command }) => command.includes("traffic/guard/"));
  await until(isGone, { what: "the guard to have done its work and gone", withinMs: BOUND_MS + SLACK_MS });
}

/** What the recorder saw last of the canary, in the upstream where it has most, in percent. */
export function highestShare(stack: ProgramStack): number {
  const picture = stack.recorder.latest?.picture;
  return picture ? Math.max(...Object.values(shareOf(picture, byUpstream(NEW)))) : 0;
}

function newEvents(stack: ProgramStack, before: number) {
  return stack.events().slice(before);
}
