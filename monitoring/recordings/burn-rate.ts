import { GENERATED } from "../metrics.ts";
import type { Window } from "../promql.ts";
import { errorBudget, SLOS, type Slo, type SuccessIndicator } from "../slo.ts";
import { BURN_RATES, RATE_WINDOW } from "../tunables.ts";
import type { Recording } from "./recording.ts";
import { badRatio, badRatioRecording } from "./slo-ratios.ts";

type BurningSlo = Slo & { readonly indicator: SuccessIndicator };

/** The objectives whose budget is watched: those of success over the period that the burn rates are made for. */
export const BURNING_SLOS: readonly BurningSlo[] = Object.values<Slo>(SLOS).filter(isBurning);

function isBurning(slo: Slo): slo is BurningSlo {
  const periods: (number | null)[] = Object.values(BURN_RATES).map(({ periodDays }) => periodDays);
  return slo.indicator.kind === "success" && periods.includes(slo.windowDays);
}

/** The windows that burn rates are recorded over. */
export const BURN_WINDOWS: readonly Window[] = Object.values(BURN_RATES).flatMap(
  (each): readonly Window[] => each.windows,
);

/** The series of burn rates over a window, by `slo`, revision and track. */
export function burnRate(window: Window): string {
  return `${GENERATED.burnRate}${window}`;
}

/**
 * Burn rate: the share of bad requests over the share that the objective allows. At 1 the budget lasts just its period.
 * The share over `RATE_WINDOW` is recorded for every objective, those over longer windows for these.
 */
export function burnRateRecordings(): Recording[] {
  const longer = BURN_WINDOWS.filter((window) => window !== RATE_WINDOW);
  return BURNING_SLOS.flatMap((slo) => [
    ...longer.map((window) => badRatioRecording(slo, window)),
    ...BURN_WINDOWS.map((window) => ({
      record: burnRate(window),
      expr: `${badRatio(window)}{slo="${slo.name}"} / ${errorBudget(slo)}`,
      labels: { slo: slo.name },
    })),
  ]);
}
