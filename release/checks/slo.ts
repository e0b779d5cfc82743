import { setTimeout as sleep } from "node:timers/promises";
import { rootMessage } from "../../errors/release-error.ts";
import { prometheusAt } from "../../gates/prometheus.ts";
import { type Ledger, observe, openLedger, type RevisionObservation } from "../../gates/slo/counters.ts";
import { openTally, type Tally } from "../../gates/slo/decide.ts";
import type { SloLimits } from "../../gates/slo/limits.ts";
import { percent } from "../../gates/slo/percent.ts";
import { pollOnce, type WatchProgress } from "../../gates/slo/poll.ts";
import { describeQuantile } from "../../gates/slo/quantile.ts";
import { counterQuery } from "../../gates/slo/query.ts";
import { LAST, WATCHING } from "../../gates/slo/window.ts";
import type { Check } from "../../gates/verdict.ts";
import type { Place } from "./addresses.ts";
import type { Subject } from "./subject.ts";

export const SLO_PLACES: readonly Place[] = ["automation-service", "prometheus"];

export interface SloWatch {
  readonly limits: SloLimits;
  /** Seconds between two scrapes of one instance. */
  readonly scrapeSeconds: number;
  /** Seconds between two polls. */
  readonly pollSeconds: number;
  readonly windowSeconds: number;
  /** Called with a line for each poll. */
  say(line: string): void;
}

/** What one poll saw. */
export interface PollLine {
  readonly elapsedSeconds: number;
  readonly observation: RevisionObservation;
  readonly tally: Tally;
  readonly maxViolations: number;
}

/**
 * Watches the subject's automation-service for a window by the SLO gate's own code, counting from now.
 *
 * @returns the checks of the verdict; an error check where Prometheus could not even be asked at the beginning
 */
export async function watchSlo(subject: Subject, watch: SloWatch): Promise<readonly Check[]> {
  const prometheus = prometheusAt(subject.address("prometheus").url);
  const judged = [subject.endpoint("automation-service").revision];
  const baseline = Object.entries(subject.stable).flatMap(([service, revision]) =>
    service === "automation-service" && !judged.includes(revision) ? [revision] : [],
  );
  const query = counterQuery([...judged, ...baseline], watch.limits.metrics);
  let opened: Ledger;
  try {
    opened = openLedger(await prometheus.query(query));
  } catch (error) {
    return [{ name: "measurement", outcome: "error", query, note: rootMessage(error) }];
  }
  const started = performance.now();
  let progress: WatchProgress = { ledger: opened, tally: openTally(watch.limits.strategy) };
  const openedAt = Date.now();
  for (let poll = 1; ; poll++) {
    const due = Math.min(poll * watch.pollSeconds, watch.windowSeconds);
    await sleep(Math.max(0, started + due * 1000 - performance.now()));
    const elapsedSeconds = (performance.now() - started) / 1000;
    const isLast = due >= watch.windowSeconds;
    const watched = { judged, baseline, limits: watch.limits, scrapeSeconds: watch.scrapeSeconds, openedAt };
    const { ledger, decision } = await pollOnce(
      watched,
      progress,
      prometheus,
      elapsedSeconds,
      isLast ? LAST : WATCHING,
    );
    progress = { ledger, tally: decision.tally };
    const observation = observe(ledger, judged[0] ?? "");
    const { maxViolations } = watch.limits;
    watch.say(describePoll({ elapsedSeconds, observation, tally: decision.tally, maxViolations }));
    if (decision.kind === "decided") return decision.verdict.checks;
  }
}

/** One line, at most 80 columns: error rate, p95, p99, request rate, sample size, violations so far. */
export function describePoll({ elapsedSeconds, observation, tally, maxViolations }: PollLine): string {
  const { counts, durations } = observation;
  const errors = counts.requests === 0 ? "–" : percent(counts.errors / counts.requests);
  const measured = [
    `errors ${errors}`.padEnd(14),
    `p95 ${describeQuantile(durations, 0.95)}`.padEnd(12),
    `p99 ${describeQuantile(durations, 0.99)}`.padEnd(12),
    `${(counts.requests / elapsedSeconds).toFixed(1)}/s`.padEnd(7),
    `n ${counts.requests}`.padEnd(7),
  ].join(" ");
  const seen = tally.unmeasured > 0 ? `could not be measured, ${tally.unmeasured} in a row` : measured;
  const time = `${elapsedSeconds.toFixed(0).padStart(5)} s`;
  const { strategy } = tally;
  const near =
    strategy.kind === "thresholds"
      ? `violations ${strategy.violations}/${maxViolations}`
      : `kept ${strategy.kept}/${strategy.objectives}`;
  return `${time} ${seen.padEnd(measured.length)} ${near}`;
}
