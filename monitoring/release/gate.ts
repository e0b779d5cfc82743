import { GENERATED } from "../metrics.ts";
import { badShare, type Window } from "../promql.ts";
import type { Recording } from "../recordings/recording.ts";
import { byTrack } from "../recordings/roles.ts";
import { SLOS, type Slo } from "../slo.ts";

/** What the SLO gate holds a canary to, from stack config `gates.slo`. Shares are 0 to 1. */
export interface GateSettings {
  readonly windowSeconds: number;
  readonly maxErrorRate: number;
  readonly maxShareSlowerThan1s: number;
  readonly maxShareSlowerThan2s: number;
}

/** The objectives that the SLO gate judges, each with the setting that is its limit. */
const LIMITS: readonly (readonly [Slo, Exclude<keyof GateSettings, "windowSeconds">])[] = [
  [SLOS.executeSuccess, "maxErrorRate"],
  [SLOS.executeLatencyP95, "maxShareSlowerThan1s"],
  [SLOS.executeLatencyP99, "maxShareSlowerThan2s"],
];

/**
 * Rules that record `release_gate_limit{slo}`, and `release_gate_value{slo,…}` for what the gate measures: shares of bad
 * requests over a window as long as its own. Where the gate's window ends, this is the share that it sees; before that it
 * also has requests of before the move. The gate's own verdict rests on counters and is in its resource's outputs.
 *
 * `rate` needs two samples: where the window is shorter than two scrapes there is no value.
 */
export function gateRecordings(settings: GateSettings): Recording[] {
  const window: Window = `${Math.ceil(settings.windowSeconds)}s`;
  return LIMITS.flatMap(([slo, limit]) => [
    { record: GENERATED.gateLimit, expr: `vector(${settings[limit]})`, labels: { slo: slo.name } },
    {
      record: GENERATED.gateValue,
      expr: byTrack(badShare(slo.indicator, window), "any"),
      labels: { slo: slo.name },
    },
  ]);
}
