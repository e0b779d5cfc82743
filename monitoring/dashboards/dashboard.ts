/** A dashboard as data; `render.ts` makes Grafana's JSON of it. */
export interface Dashboard {
  /** Part of its URL in Grafana: never changed, never used for another. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Whether one can choose the revisions that are shown; queries then have `$revision`, a regular expression. */
  readonly choosesRevisions: boolean;
  readonly annotations: readonly Annotation[];
  /** From top to bottom. */
  readonly rows: readonly Row[];
}

/** A moment or a span that is marked in every panel. */
export interface Annotation {
  readonly name: string;
  readonly color: "blue" | "red";
  /** Marked while it has a series. */
  readonly expr: string;
  /** Grafana's template: `{{label}}`. */
  readonly text: string;
  readonly emptyUntil?: string;
}

export interface Row {
  readonly title: string;
  /** Side by side, equally wide; as many as the grid's 24 columns can be shared by. */
  readonly panels: readonly Panel[];
}

/** What values are, in Grafana's names of units. */
export type Unit = "reqps" | "percentunit" | "percent" | "s" | "bytes" | "short" | "none" | "eps";

export interface Panel {
  readonly title: string;
  /** What is shown, and what it does not show. */
  readonly description: string;
  readonly kind: "lines" | "number" | "table";
  readonly unit: Unit;
  readonly queries: readonly [Query, ...Query[]];
  /** A line in the unit of the values, above which something is wrong. */
  readonly limit?: number;
  /** What must have happened for there to be anything; absent, every release with traffic has data. */
  readonly emptyUntil?: string;
}

export interface Query {
  /** PromQL with Grafana's `$__rate_interval` and the dashboard's variables. */
  readonly expr: string;
  /** Grafana's template: `{{label}}`. */
  readonly legend: string;
}
