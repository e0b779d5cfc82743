import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError } from "../../errors/release-error.ts";
import type { Engine } from "../../gates/engine.ts";
import { record } from "../../gates/events.ts";
import type { Prometheus } from "../../gates/prometheus.ts";
import { type Ledger, observe, openLedger } from "../../gates/slo/counters.ts";
import { describeCounts, describeTally, openTally } from "../../gates/slo/decide.ts";
import { pollOnce, type WatchProgress } from "../../gates/slo/poll.ts";
import { counterQuery, scrapeTimeQuery } from "../../gates/slo/query.ts";
import type { Verdict } from "../../gates/verdict.ts";
import type { SloSettings } from "./inputs.ts";

/** Between two looks at the user's wish to stop and at the engine, in milliseconds. */
const PULSE_MS = 150;
/** Between two looks at the gateway's weights, at most, in milliseconds. */
const WEIGHTS_MS = 1000;
/** For a Prometheus that has just started to discover its targets and to scrape them, at least, in milliseconds. */
const FIRST_SCRAPE_MS = 30_000;
/** For a scrape, at most, in milliseconds: a window of half an hour is no reason to wait as long for a broken Prometheus. */
const LAST_SCRAPE_MS = 300_000;
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

export interface WatchWorld {
  readonly engine: Engine;
  readonly prometheus: Prometheus;
  /** Throws TRF003 when the gateway's weights are not the ones that were written. */
  checkWeights(): Promise<void>;
}

/**
 * The counters before anything moves. Also shows that what the watch will ask can be answered: a scrape of
 * each judged revision that is newer than the question is waited for (what Prometheus knows may be minutes old, or nothing
 * yet), for as long as the window, which spans two scrapes at least, but no longer than 5 minutes, and for half a minute
 * at least, since a Prometheus that has just started takes its time. Throws GAT004.
 */
export async function openBook(
  watch: Watch,
  { engine, prometheus }: Pick<WatchWorld, "engine" | "prometheus">,
): Promise<Ledger> {
  const patienceMs = Math.max(Math.min(watch.slo.windowSeconds * 1000, LAST_SCRAPE_MS), FIRST_SCRAPE_MS);
  const deadline = Date.now() + patienceMs;
  const before = await scrapeTimes(watch.judged, prometheus);
  for (;;) {
    await checkWanted(engine);
    const now = await scrapeTimes(watch.judged, prometheus);
    const unseen = watch.judged.find((revision) => (now.get(revision) ?? 0) <= (before.get(revision) ?? 0));
    if (!unseen) break;
    if (Date.now() >= deadline) {
      throw new ReleaseError(
        "GAT004",
        `Prometheus has not scraped ${unseen} within ${patienceMs / 1000} s, so nothing could be judged; no traffic was moved; query: ${scrapeTimeQuery(watch.judged)}`,
      );
    }
    await sleep(PULSE_MS);
  }
  return openLedger(await prometheus.query(counterQuery([...watch.judged, ...watch.baseline])));
}

/** When each revision was last scraped with success, in seconds by Prometheus' own clock. */
async function scrapeTimes(revisions: readonly string[], prometheus: Prometheus): Promise<ReadonlyMap<string, number>> {
  const samples = await prometheus.query(scrapeTimeQuery(revisions));
  return new Map(samples.map(({ labels, value }) => [labels.revision ?? "", value]));
}

/**
 * Watches a move until its verdict. Throws TRF004 when the user asked to stop or the engine is gone, TRF003 when another
 * hand moved the weights.
 */
export async function watchMove(watch: Watch, opened: Ledger, world: WatchWorld): Promise<Verdict> {
  const { slo } = watch;
  const started = Date.now();
  const watched = { ...watch, limits: slo, openedAt: started };
  const elapsed = () => (Date.now() - started) / 1000;
  let progress: WatchProgress = { ledger: opened, tally: openTally(slo.strategy) };
  let lastSaid = 0;
  for (let poll = 1; ; poll++) {
    await pulseUntil(started + Math.min(poll * slo.pollSeconds, slo.windowSeconds) * 1000, slo, world);
    const elapsedSeconds = elapsed();
    const isLast = elapsedSeconds >= slo.windowSeconds;
    const { ledger, decision } = await pollOnce(watched, progress, world.prometheus, elapsedSeconds, isLast);
    if (decision.kind === "decided") return decision.verdict;
    const { tally } = decision;
    progress = { ledger, tally };
    const measure = (side: "judged" | "stable") => (revision: string) => {
      const { counts } = observe(ledger, revision);
      return { revision, side, text: describeCounts(counts), counts };
    };
    const measures = [...watch.judged.map(measure("judged")), ...watch.baseline.map(measure("stable"))];
    const remainingSeconds = Math.max(0, slo.windowSeconds - elapsed());
    record(watch.home, {
      event: "gate measured",
      gate: "slo",
      subject: watch.judged.join(", "),
      remainingSeconds,
      measures,
      // The query is the same at every poll, and long.
      checks: decision.standing().map(({ query: _query, ...check }) => check),
    });
    if (Date.now() - lastSaid >= SAY_MS) {
      lastSaid = Date.now();
      await world.engine.say(
        `SLO watch: ${measures.map(({ revision, text }) => `${revision}: ${text}`).join("; ")}; ${describeTally(tally, slo)}; ${Math.ceil(remainingSeconds)} s to go`,
      );
    }
  }
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

/** Throws TRF004 when nobody wants the move any more. */
export async function checkWanted(engine: Engine): Promise<void> {
  if (engine.isCancelled()) throw new ReleaseError("TRF004", "the update was cancelled");
  if (!(await engine.isAlive())) throw new ReleaseError("TRF004", "the engine of this update is gone");
}
