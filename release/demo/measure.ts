import { hasFailed, type LoadResult } from "../../lab/load/result.ts";
import type { Recording, StepRecord, TimedEvent } from "./record.ts";
import type { RevisionNames } from "./revision-names.ts";
import { GATES, type Gate } from "./story.ts";

/** Answers in a time in which a split stood, by revision of automation-service. */
export interface SeenSplit {
  readonly requests: number;
  readonly byRevision: Readonly<Record<string, number>>;
}

export interface RequestCounts {
  readonly sent: number;
  /** Failed where nothing may fail. */
  readonly failed: number;
  /** Failed on the revision that is broken or hangs at that time. */
  readonly onBrokenCanary: number;
  /** Met a gateway that did not know the routes yet or any more: a 404, or nobody listening. */
  readonly notLive: number;
  /** The failures of `failed` by status or error code, with the revision that answered. */
  readonly failures: Readonly<Record<string, number>>;
}

/** What one step did, in numbers. */
export interface StepMeasure {
  readonly seconds: number;
  /** Outcome by gate that ran; "no verdict" for one that began and did not decide. */
  readonly gates: Readonly<Partial<Record<Gate, string>>>;
  readonly requests: RequestCounts;
  /** While the split that the step ends with stood. */
  readonly stands?: SeenSplit;
  /** While a split was watched that was taken back. */
  readonly tried?: SeenSplit;
  /** From the start of the command to the last request on the release that traffic left; null when it had none. */
  readonly secondsToLast?: number | null;
}

/** A weight is effective within 10 ms of its write; a window keeps this distance from what begins and ends it, in milliseconds. */
const MARGIN_MS = 100;

/** A time in which requests may fail on one revision. */
interface Outage {
  readonly revision: string;
  readonly from: number;
  readonly to: number;
}

/** Measures every step of a recording. */
export function measureSteps(recording: Recording, names: RevisionNames): StepMeasure[] {
  const { steps, events, results } = recording;
  const outages = steps.flatMap((record, index) => outageOf(record, endOf(steps, index), names));
  const live = liveTime(recording);
  return steps.map((record, index) => {
    const from = index === 0 ? Number.NEGATIVE_INFINITY : record.startedAt;
    const to = endOf(steps, index);
    const own = results.filter(({ sentAt }) => sentAt >= from && sentAt < to);
    const ownEvents = events.filter(({ at }) => at >= from && at < to);
    const { expect } = record.step;
    return {
      seconds: (record.endedAt - record.startedAt) / 1000,
      gates: gatesThatRan(ownEvents),
      requests: countRequests(own, outages, live),
      ...(Object.keys(expect.stands).length > 0
        ? { stands: seenBetween(own, ...standingTime(record, steps[index + 1], ownEvents, live.from)) }
        : {}),
      ...(expect.tried ? { tried: seenBetween(own, ...triedTime(ownEvents)) } : {}),
      ...(expect.leaves
        ? { secondsToLast: secondsToLast(record, own, names[expect.leaves].automationService ?? "") }
        : {}),
    };
  });
}

function endOf(steps: readonly StepRecord[], index: number): number {
  return steps[index + 1]?.startedAt ?? Number.POSITIVE_INFINITY;
}

function outageOf({ step, startedAt, hungAt }: StepRecord, to: number, names: RevisionNames): Outage[] {
  const revision = step.expect.hurts === undefined ? undefined : names[step.expect.hurts].automationService;
  return revision === undefined ? [] : [{ revision, from: hungAt ?? startedAt, to }];
}

/** From the first answer of a revision to the start of the destruction. */
function liveTime({ steps, results }: Recording): { from: number; to: number } {
  const sent = results.filter((result) => !hasFailed(result)).map(({ sentAt }) => sentAt);
  return {
    from: sent.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY),
    to: steps.find(({ step }) => step.command === "destroy")?.startedAt ?? Number.POSITIVE_INFINITY,
  };
}

function gatesThatRan(events: readonly TimedEvent[]): Partial<Record<Gate, string>> {
  const ran: Partial<Record<Gate, string>> = {};
  for (const event of events) {
    if (event.event !== "gate started" && event.event !== "gate decided") continue;
    const gate = GATES.find((known) => known === event.gate);
    if (gate) ran[gate] = event.event === "gate decided" ? event.outcome : (ran[gate] ?? "no verdict");
  }
  return ran;
}

function countRequests(
  results: readonly LoadResult[],
  outages: readonly Outage[],
  live: { from: number; to: number },
): RequestCounts {
  let onBrokenCanary = 0;
  let notLive = 0;
  const failures: Record<string, number> = {};
  for (const result of results.filter(hasFailed)) {
    if (outages.some((outage) => isWithin(result, outage))) onBrokenCanary += 1;
    else if ((result.sentAt < live.from || result.sentAt >= live.to) && metNoRoute(result)) notLive += 1;
    else failures[describeFailure(result)] = (failures[describeFailure(result)] ?? 0) + 1;
  }
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  return { sent: results.length, failed, onBrokenCanary, notLive, failures };
}

/** A request that was out when its revision broke counts too. */
function isWithin({ outcome, sentAt, finishedAt }: LoadResult, { revision, from, to }: Outage): boolean {
  return outcome.kind === "response" && outcome.revision === revision && finishedAt >= from && sentAt < to;
}

const CONNECTION_ENDED = ["ECONNREFUSED", "ECONNRESET", "UND_ERR_SOCKET"];

function metNoRoute({ outcome }: LoadResult): boolean {
  if (outcome.kind === "no-response") return CONNECTION_ENDED.includes(outcome.code);
  // Where the routes of other paths come a moment earlier, the page's server says that it has no such path.
  return outcome.status === 404;
}

function describeFailure({ outcome }: LoadResult): string {
  return outcome.kind === "no-response" ? outcome.code : `${outcome.status} by ${outcome.revision ?? "the gateway"}`;
}

/** From the step's last change of weights to whatever comes next. */
function standingTime(
  { startedAt }: StepRecord,
  next: StepRecord | undefined,
  events: readonly TimedEvent[],
  liveFrom: number,
): [from: number, to: number] {
  const changed = events.filter(({ event }) => ["weights moved", "weights restored", "ceiling"].includes(event));
  const from = Math.max(changed.at(-1)?.at ?? startedAt, liveFrom);
  return [from, Math.min(next?.hungAt ?? Number.POSITIVE_INFINITY, next?.startedAt ?? Number.POSITIVE_INFINITY)];
}

/** From the move to the verdict on it; no time at all when one of them is missing. */
function triedTime(events: readonly TimedEvent[]): [from: number, to: number] {
  const moved = events.find(({ event }) => event === "weights moved")?.at ?? Number.POSITIVE_INFINITY;
  const decided = events.find((event) => event.event === "gate decided" && event.gate === "slo")?.at ?? 0;
  return [moved, decided];
}

function seenBetween(results: readonly LoadResult[], from: number, to: number): SeenSplit {
  const byRevision: Record<string, number> = {};
  for (const { sentAt, outcome } of results) {
    if (sentAt < from + MARGIN_MS || sentAt >= to - MARGIN_MS || outcome.kind === "no-response") continue;
    const revision = outcome.revision ?? "nobody";
    byRevision[revision] = (byRevision[revision] ?? 0) + 1;
  }
  return { requests: Object.values(byRevision).reduce((sum, count) => sum + count, 0), byRevision };
}

function secondsToLast({ startedAt }: StepRecord, results: readonly LoadResult[], revision: string): number | null {
  const sent = results
    .filter(({ outcome }) => outcome.kind === "response" && outcome.revision === revision)
    .map(({ sentAt }) => sentAt);
  return sent.length === 0 ? null : (Math.max(...sent) - startedAt) / 1000;
}
