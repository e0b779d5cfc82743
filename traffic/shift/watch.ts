import { setTimeout as sleep } from "node:timers/promises";
import { record } from "../../gates/events.ts";
import type { Publisher } from "../../gates/pushgateway/push.ts";
import { type EventCounts, type Ledger, observe, openLedger } from "../../gates/slo/counters.ts";
import { describeCounts, describeTally, openTally } from "../../gates/slo/decide.ts";
import { percent } from "../../gates/slo/percent.ts";
import { pollOnce, type WatchProgress } from "../../gates/slo/poll.ts";
import type { Probing } from "../../gates/slo/probes.ts";
import { counterQuery } from "../../gates/slo/query.ts";
import { type Check, describeNearest, type Verdict } from "../../gates/verdict.ts";
import type { SloSettings } from "./inputs.ts";
import { describeRest, endsNow, openReserve, type Reserve, spend } from "./reserve.ts";
import { awaitScrape } from "./scrape.ts";
import { checkWanted } from "./wanted.ts";
import type { ShiftWorld } from "./world.ts";

/** Between two looks at the user's wish to stop and at the engine, in milliseconds. */
const PULSE_MS = 150;
/** Between two looks at the gateway's weights, at most, in milliseconds. */
const WEIGHTS_MS = 1000;
/** Between two lines for people, at least, in milliseconds. */
const SAY_MS = 2000;

export interface Watch {
  readonly judged: readonly string[];
  /** Stable revisions that have traffic beside the judged ones. */
  readonly baseline: readonly string[];
  /** The judged revision's share of the requests of both. Absent: there is nothing to compare. */
  readonly share?: number;
  readonly slo: SloSettings;
  readonly home: string;
}

export interface WatchWorld extends Pick<ShiftWorld, "engine" | "prometheus"> {
  /** Throws TRF003 when the gateway's weights are not the ones that were written. */
  checkWeights(): Promise<void>;
  readonly publisher: Publisher;
  /** Begins to send synthetic requests to the judged revisions. */
  probe(): Probing;
}

/**
 * The counters before anything moves. Also shows that what the watch will ask can be answered: a scrape of each judged
 * revision that is newer than the question is waited for. Throws GAT004, and PRM001 for a query that Prometheus refuses.
 */
export async function openBook(watch: Watch, world: Pick<ShiftWorld, "engine" | "prometheus">): Promise<Ledger> {
  await awaitScrape(watch.judged, watch.slo, "no traffic was moved", world);
  const revisions = [...watch.judged, ...watch.baseline];
  return openLedger(await world.prometheus.query(counterQuery(revisions, watch.slo.metrics)));
}

/**
 * Watches a move until its verdict; beyond the window while synthetic requests make up for users who sent too few. Throws
 * TRF004 when the user asked to stop or the engine is gone, TRF003 when another hand moved the weights.
 */
export async function watchMove(watch: Watch, opened: Ledger, world: WatchWorld): Promise<Verdict> {
  const { slo, judged } = watch;
  const started = Date.now();
  const watched = { ...watch, limits: slo, scrapeSeconds: slo.scrapeSeconds, openedAt: started };
  const elapsed = () => (Date.now() - started) / 1000;
  let progress: WatchProgress = { ledger: opened, tally: openTally(slo.strategy) };
  let reserve = openReserve(slo);
  let lastSaid = 0;
  try {
    for (let due = Math.min(slo.pollSeconds, slo.windowSeconds); ; due = nextDue(due, reserve, slo)) {
      await pulseUntil(started + due * 1000, slo, world);
      const elapsedSeconds = elapsed();
      const isOver = elapsedSeconds >= slo.windowSeconds;
      const counted = judged.reduce((sum, each) => sum + observe(progress.ledger, each).probes.requests, 0);
      const stage = { isProbing: reserve.kind === "spent", isLast: endsNow(reserve, isOver, counted, Date.now()) };
      const { ledger, decision } = await pollOnce(watched, progress, world.prometheus, elapsedSeconds, stage);
      if (decision.kind === "decided") {
        await world.publisher.publish(decision.verdict);
        return decision.verdict;
      }
      progress = { ledger, tally: decision.tally };
      reserve = spend(reserve, isOver, decision.lacksTraffic, Date.now(), () => world.probe());
      const remainingSeconds = Math.max(0, slo.windowSeconds - elapsed());
      const checks = decision.standing();
      const measures = tell(watch, ledger, checks, remainingSeconds);
      void world.publisher.publish({ checks });
      if (Date.now() - lastSaid >= SAY_MS) {
        lastSaid = Date.now();
        const near = describeTally(decision.tally, slo);
        const nearest = describeNearest(checks);
        const stands = nearest === undefined ? near : `${near}; ${nearest}`;
        await world.engine.say(describePoll(describeRest(reserve, remainingSeconds, slo), measures, stands));
      }
    }
  } finally {
    if (reserve.kind === "spent") reserve.probing.stop();
  }
}

/** When the next poll is due, in seconds since the start. Past the window there are more only while requests are sent. */
function nextDue(due: number, reserve: Reserve, { pollSeconds, windowSeconds }: SloSettings): number {
  if (due < windowSeconds) return Math.min(due + pollSeconds, windowSeconds);
  return reserve.kind === "spent" ? due + pollSeconds : due;
}

/** What was counted of a revision since the gate's start. */
interface Measure {
  readonly revision: string;
  readonly side: "judged" | "stable";
  readonly counts: EventCounts;
}

/** Records where the gate stands. @returns what was seen of the judged revisions, then of stable */
function tell(watch: Watch, ledger: Ledger, checks: readonly Check[], remainingSeconds: number): readonly Measure[] {
  const measure = (side: "judged" | "stable") => (revision: string) => {
    const { counts } = observe(ledger, revision);
    return { revision, side, text: describeCounts(counts), counts };
  };
  const measures = [...watch.judged.map(measure("judged")), ...watch.baseline.map(measure("stable"))];
  record(watch.home, {
    event: "gate measured",
    gate: "slo",
    subject: watch.judged.join(", "),
    remainingSeconds,
    measures,
    // The query is the same at every poll, and long.
    checks: checks.map(({ query: _query, ...check }) => check),
  });
  return measures;
}

/**
 * A poll in one line of which a terminal of 80 columns shows what people look for: the time, then canary beside stable.
 *
 * @param rest how long it still takes
 * @param stands how near the gate is to a verdict
 */
export function describePoll(rest: string, measures: readonly Measure[], stands: string): string {
  const judged = measures.filter(({ side }) => side === "judged");
  const share = (bad: number, of: number) => (of === 0 ? "–" : percent(bad / of));
  const sides = measures.map(({ side, revision, counts }) => {
    const name = side === "stable" ? "stable" : judged.length === 1 ? "canary" : revision;
    const { requests, errors, measured, slowerThan1s } = counts;
    return `${name} ${share(errors, requests)} of ${requests} fail, ${share(slowerThan1s, measured)} > 1 s`;
  });
  return `SLO, ${rest}: ${sides.join("; ")}; ${stands}`;
}

async function pulseUntil(deadline: number, slo: SloSettings, { engine, checkWeights }: WatchWorld): Promise<void> {
  const weightsEvery = Math.min(WEIGHTS_MS, slo.pollSeconds * 1000);
  let weightsAt = 0;
  do {
    await checkWanted(engine);
    if (Date.now() >= weightsAt) {
      await checkWeights();
      weightsAt = Date.now() + weightsEvery;
    }
    await sleep(Math.max(0, Math.min(PULSE_MS, deadline - Date.now())));
  } while (Date.now() < deadline);
}
