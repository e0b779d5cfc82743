import { GENERATED, METRICS, TRAFFIC } from "../../monitoring/metrics.ts";
import type { Counts } from "../analysis/dispersion.ts";
import type { Sample } from "../prometheus.ts";
import { EVENT, metricOf, NOW, SCRAPED, SUBJECT } from "./query.ts";

/** Executions of one revision, counted since the gate's start. */
export interface EventCounts {
  /** Executions asked for, without those that the caller got wrong (validation). */
  readonly requests: number;
  /** Of these, how many failed. */
  readonly errors: number;
  /** Executions whose duration was measured. */
  readonly measured: number;
  /** Of these, how many took longer than 1 s. */
  readonly slowerThan1s: number;
  /** Of these, how many took longer than 2 s. */
  readonly slowerThan2s: number;
}

/** Cumulative counts by upper edge in seconds. */
export type Durations = ReadonlyMap<number, number>;

export const NO_EVENTS: EventCounts = { requests: 0, errors: 0, measured: 0, slowerThan1s: 0, slowerThan2s: 0 };

/** What is known of one revision at one poll. */
export interface RevisionObservation {
  /** What users met. */
  readonly counts: EventCounts;
  /** What the release's own requests met. */
  readonly probes: EventCounts;
  /** Events of the stack's own metrics, by their names. */
  readonly custom: ReadonlyMap<string, Counts>;
  /** Users' executions that took at most so many seconds, by edge of the histogram's buckets; the last edge is infinity. */
  readonly durations: Durations;
  /** Instances that Prometheus last scraped with success, and all that it knows. */
  readonly up: number;
  readonly instances: number;
  /** Seconds since the instance that was scraped longest ago was, by Prometheus' clock; absent where none ever was. */
  readonly scrapeAgeSeconds?: number;
}

/**
 * Counters as they were last seen, and how far each has come since the gate's start. A counter that is lower than before
 * was reset (its process restarted): it counts from zero again, and what was counted before stays.
 */
export interface Ledger {
  readonly last: ReadonlyMap<string, number>;
  readonly gained: ReadonlyMap<string, number>;
  readonly labels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly up: ReadonlyMap<string, { readonly up: number; readonly instances: number }>;
  /** The oldest scrape of each revision, and the time of the last poll, in seconds by Prometheus' clock. */
  readonly scraped: ReadonlyMap<string, number>;
  readonly now: number | undefined;
}

const EMPTY: Ledger = {
  last: new Map(),
  gained: new Map(),
  labels: new Map(),
  up: new Map(),
  scraped: new Map(),
  now: undefined,
};

/** A ledger whose zero is `samples`. A counter that is not among them starts at 0: its series begins later. */
export function openLedger(samples: readonly Sample[]): Ledger {
  const opened = book(EMPTY, samples);
  return { ...opened, gained: new Map() };
}

/**
 * Books a poll's samples.
 *
 * Throws when a sample is no count (NaN, infinite, negative) or a series appears twice: both mean that what was asked is
 * not what came back.
 */
export function book(ledger: Ledger, samples: readonly Sample[]): Ledger {
  const last = new Map(ledger.last);
  const gained = new Map(ledger.gained);
  const labels = new Map(ledger.labels);
  const up = new Map<string, { up: number; instances: number }>();
  const scraped = new Map<string, number>();
  let now: number | undefined;
  const seen = new Set<string>();
  for (const sample of samples) {
    const key = JSON.stringify(Object.entries(sample.labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (seen.has(key)) throw new Error(`several samples for one series: ${key}`);
    seen.add(key);
    if (!Number.isFinite(sample.value) || sample.value < 0) {
      const name = sample.labels[EVENT] ?? sample.labels.__name__;
      const of = sample.labels[SUBJECT] ?? sample.labels.revision;
      throw new Error(`${name} of ${of} is ${sample.value}, which is no count`);
    }
    const revision = sample.labels.revision ?? "";
    if (sample.labels[EVENT] === NOW) {
      now = sample.value;
      continue;
    }
    if (sample.labels[EVENT] === SCRAPED) {
      scraped.set(revision, Math.min(scraped.get(revision) ?? Number.POSITIVE_INFINITY, sample.value));
      continue;
    }
    if (sample.labels.__name__ === GENERATED.up) {
      const known = up.get(revision) ?? { up: 0, instances: 0 };
      up.set(revision, { up: known.up + (sample.value === 1 ? 1 : 0), instances: known.instances + 1 });
      continue;
    }
    const before = last.get(key) ?? 0;
    gained.set(key, (gained.get(key) ?? 0) + (sample.value >= before ? sample.value - before : sample.value));
    last.set(key, sample.value);
    labels.set(key, sample.labels);
  }
  return { last, gained, labels, up, scraped, now };
}

/** What the ledger says of one revision. */
export function observe(ledger: Ledger, revision: string): RevisionObservation {
  const users = executionsOf(ledger, revision, TRAFFIC.user);
  const probes = executionsOf(ledger, revision, TRAFFIC.probe);
  const up = ledger.up.get(revision) ?? { up: 0, instances: 0 };
  const scraped = ledger.scraped.get(revision);
  return {
    counts: users.counts,
    durations: users.durations,
    probes: probes.counts,
    custom: customOf(ledger, revision),
    ...up,
    ...(scraped === undefined || ledger.now === undefined ? {} : { scrapeAgeSeconds: ledger.now - scraped }),
  };
}

function executionsOf(
  ledger: Ledger,
  revision: string,
  traffic: string,
): { readonly counts: EventCounts; readonly durations: Durations } {
  let [asked, invalid, failed, measured] = [0, 0, 0, 0];
  const durations = new Map<number, number>();
  for (const [key, gained] of ledger.gained) {
    const labels = ledger.labels.get(key);
    // What does not tell users from probes has users alone.
    if (labels?.revision !== revision || (labels.traffic ?? TRAFFIC.user) !== traffic) continue;
    if (labels[EVENT] !== undefined) continue;
    if (labels.__name__ === METRICS.aiRequests) asked += gained;
    else if (labels.__name__ === METRICS.aiRequestErrors) {
      if (labels.reason === "validation") invalid += gained;
      else failed += gained;
    } else if (labels.__name__ === `${METRICS.aiRequestDuration}_count`) measured += gained;
    else if (labels.le !== undefined) {
      const edge = labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le);
      durations.set(edge, (durations.get(edge) ?? 0) + gained);
    }
  }
  const counts = {
    requests: Math.max(0, asked - invalid),
    errors: failed,
    measured,
    slowerThan1s: Math.max(0, measured - (durations.get(1) ?? 0)),
    slowerThan2s: Math.max(0, measured - (durations.get(2) ?? 0)),
  };
  return { counts, durations };
}

function customOf(ledger: Ledger, revision: string): Map<string, Counts> {
  const custom = new Map<string, Counts>();
  for (const [key, gained] of ledger.gained) {
    const { [EVENT]: event, [SUBJECT]: subject } = ledger.labels.get(key) ?? {};
    const counter = event === undefined ? undefined : metricOf(event);
    if (counter === undefined || subject !== revision) continue;
    const { kind, metric } = counter;
    const known = custom.get(metric) ?? { bad: 0, of: 0 };
    custom.set(metric, kind === "bad" ? { ...known, bad: known.bad + gained } : { ...known, of: known.of + gained });
  }
  return custom;
}
