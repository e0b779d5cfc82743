import { book, observe, openLedger } from "../../gates/slo/counters.ts";
import { decidePoll, openTally } from "../../gates/slo/decide.ts";
import type { SloLimits } from "../../gates/slo/limits.ts";
import { counterQuery } from "../../gates/slo/query.ts";
import { stillScraped } from "../../gates/slo/still-scraped.ts";
import { LAST, WATCHING } from "../../gates/slo/window.ts";
import type { Verdict } from "../../gates/verdict.ts";
import type { Recording } from "./recording.ts";

export interface Replayed {
  readonly verdict: Verdict;
  /** When the gate would have said so, since its start. */
  readonly elapsedSeconds: number;
  readonly polls: number;
}

/**
 * What the SLO gate would have said of recorded polls, by the gate's own code. Polls after its verdict are not looked at; the
 * last one of the recording, or the first at or after `windowSeconds`, is the gate's last.
 */
export function replay(
  { judged, baseline, share, polls }: Recording,
  limits: SloLimits,
  { windowSeconds, scrapeSeconds }: { readonly windowSeconds: number; readonly scrapeSeconds: number },
): Replayed {
  const [opening, ...rest] = polls;
  let ledger = openLedger(opening?.samples ?? []);
  let tally = openTally(limits.strategy);
  const query = counterQuery([...judged, ...baseline], limits.metrics);
  for (const [index, { elapsedSeconds, samples }] of rest.entries()) {
    ledger = book(ledger, stillScraped(samples, scrapeSeconds));
    const seen = (revisions: readonly string[]) =>
      revisions.map((revision) => ({ revision, observation: observe(ledger, revision) }));
    const compared = share === undefined ? {} : { share };
    const window = { judged: seen(judged), baseline: seen(baseline), ...compared, elapsedSeconds, query };
    const isLast = index === rest.length - 1 || elapsedSeconds >= windowSeconds;
    const decision = decidePoll(window, limits, tally, isLast ? LAST : WATCHING);
    if (decision.kind === "decided") return { verdict: decision.verdict, elapsedSeconds, polls: index + 1 };
    tally = decision.tally;
  }
  throw new Error("the last poll did not decide");
}
