import type { RecordedEvent } from "../../../gates/events.ts";

/** What is drawn over the time of a release, of the users' executions. Shares are 0 to 1, p95 is in seconds. */
export const METRICS = ["share", "errorRate", "slowerThan1s", "p95"] as const;
export type Metric = (typeof METRICS)[number];

export type Side = "canary" | "stable";

/** `null`: at that time there was nothing to measure. Times are ms since 1970. */
export type Point = readonly [at: number, value: number | null];

export interface Line {
  readonly metric: Metric;
  readonly side: Side;
  readonly revision: string;
  readonly points: readonly Point[];
}

/** Where the lines come from. */
export type Source =
  /** Each point is over the `windowSeconds` before it. */
  | {
      readonly kind: "prometheus";
      readonly stepSeconds: number;
      readonly windowSeconds: number;
      readonly queries: Readonly<Record<Metric, string>>;
    }
  /** What the SLO gate counted from its start to each of its polls. @param reason why it is not Prometheus */
  | { readonly kind: "gates"; readonly reason: string }
  | { readonly kind: "none"; readonly reason: string };

export interface Measurements {
  readonly source: Source;
  readonly lines: readonly Line[];
}

/** What the SLO gate has told of its polls, where Prometheus cannot be asked. Pure. @param reason why it cannot */
export function measuredByGates(events: readonly RecordedEvent[], reason: string): Measurements {
  const lines = new Map<string, { line: Omit<Line, "points">; points: Point[] }>();
  const add = (line: Omit<Line, "points">, at: number, value: number | null) => {
    const key = `${line.metric} ${line.side} ${line.revision}`;
    const known = lines.get(key) ?? { line, points: [] };
    known.points.push([at, value]);
    lines.set(key, known);
  };
  for (const event of events) {
    const at = Date.parse(event.at);
    // Counts begin anew: nothing lies between the end of one gate and the first poll of the next.
    if (event.event === "gate started") for (const { points } of lines.values()) points.push([at, null]);
    if (event.event !== "gate measured") continue;
    const all = event.measures.reduce((total, { counts }) => total + (counts?.requests ?? 0), 0);
    for (const { revision, side: judged, counts } of event.measures) {
      if (counts === undefined) continue;
      const side = judged === "judged" ? "canary" : "stable";
      const share = (bad: number, of: number) => (of === 0 ? null : bad / of);
      add({ metric: "share", side, revision }, at, share(counts.requests, all));
      add({ metric: "errorRate", side, revision }, at, share(counts.errors, counts.requests));
      add({ metric: "slowerThan1s", side, revision }, at, share(counts.slowerThan1s, counts.measured));
    }
  }
  if (lines.size === 0) {
    return {
      source: { kind: "none", reason: `${reason}; and no gate on this machine has told what it counted` },
      lines: [],
    };
  }
  return {
    source: { kind: "gates", reason },
    lines: [...lines.values()].map(({ line, points }) => ({ ...line, points })),
  };
}

/** Which revisions of the judged service are the canary's and which stable's, as gates on this machine have told. Pure. */
export function sidesInEvents(events: readonly RecordedEvent[]): ReadonlyMap<string, Side> {
  const sides = new Map<string, Side>();
  for (const event of events) {
    if (event.event !== "gate measured") continue;
    for (const { revision, side } of event.measures) sides.set(revision, side === "judged" ? "canary" : "stable");
  }
  return sides;
}
