import { badRate, requestRate, type Window } from "../../monitoring/promql.ts";
import { BURNING_SLOS } from "../../monitoring/recordings/burn-rate.ts";
import { errorBudget, type Slo } from "../../monitoring/slo.ts";
import { BURN_RATES, TUNABLES } from "../../monitoring/tunables.ts";
import type { Prometheus } from "../prometheus.ts";
import { EVENT, labelled } from "../slo/query.ts";
import type { Check } from "../verdict.ts";
import { countOf, queryCounts } from "./measure.ts";

/** Bad requests and all of them in the last so many seconds. */
export interface Burned {
  readonly seconds: number;
  readonly bad: number;
  readonly of: number;
}

/** How fast one revision spent an error budget, over a short window and a long one. */
export interface Burn {
  readonly slo: Slo;
  readonly revision: string;
  /** Multiples of the rate that spends the budget in just its period; more than this in both windows is too fast. */
  readonly threshold: number;
  readonly short: Burned;
  readonly long: Burned;
  readonly query: string;
}

/**
 * Bad requests in the short window that it takes. At the limits of 14.4 and 6 times a budget of 1 %, a fit revision has
 * so many with a chance of 1 in 6,000 and 1 in 200 (binomial); one bad request among few would be enough otherwise.
 */
const LEAST_BAD = 4;

/** Windows of the alerts' burn rates that fit into a bake; the long one is no longer than it. */
export function burnWindows(
  bakedSeconds: number,
): readonly { readonly threshold: number; readonly shortSeconds: number; readonly longSeconds: number }[] {
  const bake = Math.floor(bakedSeconds);
  return Object.entries(BURN_RATES).flatMap(([name, { windows }]) => {
    const [shortSeconds, longSeconds] = windows.map(secondsOf);
    if (shortSeconds === undefined || longSeconds === undefined || shortSeconds > bake) return [];
    const { threshold } = TUNABLES[name as keyof typeof BURN_RATES];
    return [{ threshold, shortSeconds, longSeconds: Math.min(longSeconds, bake) }];
  });
}

/** How fast the revisions spend their error budgets now. Throws PRM001. */
export async function measureBurn(
  prometheus: Prometheus,
  revisions: readonly string[],
  bakedSeconds: number,
): Promise<Burn[]> {
  const pairs = burnWindows(bakedSeconds);
  const burns: Burn[] = [];
  for (const slo of BURNING_SLOS) {
    for (const { threshold, shortSeconds, longSeconds } of pairs) {
      const query = burnQuery(slo, [shortSeconds, longSeconds]);
      const samples = await queryCounts(prometheus, query);
      const counted = (revision: string, seconds: number): Burned => {
        const increase = (event: string) => countOf(samples, revision, `${event} ${seconds}s`) * seconds;
        return { seconds, bad: increase("bad"), of: increase("all") };
      };
      for (const revision of revisions) {
        const [short, long] = [counted(revision, shortSeconds), counted(revision, longSeconds)];
        burns.push({ slo, revision, threshold, short, long, query });
      }
    }
  }
  return burns;
}

/** One vector of what both rates are by revision, over each window. */
export function burnQuery({ indicator }: Slo, windows: readonly number[]): string {
  return windows
    .flatMap((seconds) => {
      const window: Window = `${seconds}s`;
      return [
        labelled(badRate(indicator, window), EVENT, `bad ${window}`),
        labelled(requestRate(indicator, window), EVENT, `all ${window}`),
      ];
    })
    .join(" or ");
}

/**
 * A budget that burns too fast in both windows fails: a fault that began late in a bake hides in the bake's average. Pure.
 * What had no request is not told of: whether there were enough is another check's question.
 */
export function decideBurn(burns: readonly Burn[]): Check[] {
  return burns
    .filter(({ short }) => short.of > 0)
    .map(({ slo, revision, threshold, short, long, query }) => {
      const [now, lately] = [rateOf(short, slo), rateOf(long, slo)];
      const isTooFast = now > threshold && lately > threshold && Math.round(short.bad) >= LEAST_BAD;
      return {
        name: `burn rate of ${slo.title} by ${revision} over ${short.seconds} s and ${long.seconds} s`,
        outcome: isTooFast ? "fail" : "pass",
        value: `${times(now)} and ${times(lately)}`,
        limit: `≤ ${threshold}× in one of them`,
        samples: Math.round(short.of),
        query,
      };
    });
}

function rateOf({ bad, of }: Burned, slo: Slo): number {
  return of === 0 ? 0 : bad / of / errorBudget(slo);
}

function times(rate: number): string {
  return `${Number(rate.toPrecision(3))}×`;
}

function secondsOf(window: string): number {
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[window.slice(-1)] ?? Number.NaN;
  return Number.parseInt(window, 10) * unit;
}
