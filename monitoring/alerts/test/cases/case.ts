import type { Series } from "../../../test/promtool.ts";
import type { AlertName } from "../../alert.ts";
import type { TestRevision, Track } from "../series.ts";

/** What Prometheus sees, and which alerts of one name it must then fire. */
export interface Case {
  readonly alert: AlertName;
  readonly what: string;
  readonly series: Series;
  /** Minutes after the beginning of the series. */
  readonly minutes: number;
  readonly fires: readonly Firing[];
}

export interface Firing {
  readonly of: TestRevision;
  readonly track: Track | "none";
  /** Of the summary, what is between the revision and the limit. */
  readonly says: string;
  readonly limit: string;
  readonly slo?: string;
}
