import { errorBudget, SLOS, type Slo, type SuccessIndicator } from "../slo.ts";
import { failedShare, type Window } from "./promql.ts";
import { BURN_RATES } from "./tunables.ts";

export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

type BurningSlo = Slo & { readonly indicator: SuccessIndicator };

/**
 * The objectives whose budget is watched: those of success over the period that the burn rates are made for. The join
 * with tracks needs one value by revision, so a service has at most one of them.
 */
export const BURNING_SLOS: readonly BurningSlo[] = Object.values<Slo>(SLOS).filter(isBurning);

function isBurning(slo: Slo): slo is BurningSlo {
  const periods: (number | null)[] = Object.values(BURN_RATES).map(({ periodDays }) => periodDays);
  return slo.indicator.kind === "success" && periods.includes(slo.windowDays);
}

/** The series of burn rates over a window, by `slo` and `revision`. */
export function burnRate(window: Window): string {
  return `slo_revision:burn_rate:ratio_rate${window}`;
}

/** Burn rate: the share of bad requests over the share that the objective allows. At 1 the budget lasts just its period. */
export function burnRateRecordings(): Recording[] {
  const windows = Object.values(BURN_RATES).flatMap((each): readonly Window[] => each.windows);
  return BURNING_SLOS.flatMap((slo) =>
    windows.map((window) => ({
      record: burnRate(window),
      expr: `${failedShare(slo.indicator, window)} / ${errorBudget(slo)}`,
      labels: { slo: slo.name },
    })),
  );
}
