import type { SeenSplit, StepMeasure } from "./measure.ts";
import type { StepRecord } from "./record.ts";
import type { RevisionNames } from "./revision-names.ts";
import { GATES, type Shares } from "./story.ts";

/** Something that the design says, and whether it was so. */
export interface Finding {
  readonly what: string;
  readonly holds: boolean;
  /** What was seen. */
  readonly seen: string;
}

/** Fewer answers than these say too little of a split. */
const LEAST_REQUESTS = 30;
/**
 * How far from its share a revision's count may be, in requests, however many there are. Weighted round-robin is within 2
 * of it over any run of requests; the other 2 are for requests at the edges of the window that overtook each other.
 */
const SPLIT_TOLERANCE = 4;
/**
 * A rollback takes seconds, whatever state the canary is in. The goal is 3 s; this limit leaves room for a slow machine,
 * and grows with the processes that wait for a processor, since most of the time is the start of the engine.
 */
const MOST_SECONDS_TO_LAST = 10;

/** Holds a step against what the design says of it. */
export function checkStep(record: StepRecord, measure: StepMeasure, names: RevisionNames): Finding[] {
  const { expect, command } = record.step;
  return [
    checkEnd(record),
    checkGates(record, measure),
    ...(command === "up" ? [checkWeights(record, names)] : []),
    ...checkSeen("split that was watched", expect.tried, measure.tried, names),
    ...checkSeen("split that stands", expect.stands, measure.stands, names),
    ...(expect.keeps ?? []).map((release) => checkKept(record, Object.values(names[release]))),
    ...(expect.leaves ? [checkLeft(record, measure)] : []),
    checkRequests(measure),
    ...(expect.hurts ? [checkHurt(measure)] : []),
    ...(record.left ? [checkNothingLeft(record.left)] : []),
  ];
}

function checkEnd({ step, exitCode, output }: StepRecord): Finding {
  const { ends } = step.expect;
  if (ends.kind === "well") {
    return { what: `${step.command} ends well`, holds: exitCode === 0, seen: `exit code ${exitCode}` };
  }
  const said = output.replace(/\s+/g, " ").includes(ends.because);
  return {
    what: `${step.command} fails and says "${ends.because}"`,
    holds: exitCode !== 0 && said,
    seen: `exit code ${exitCode}${said ? "" : ", without saying so"}`,
  };
}

function checkGates({ step }: StepRecord, { gates }: StepMeasure): Finding {
  const describe = (outcomes: Readonly<Partial<Record<string, string>>>) =>
    GATES.flatMap((gate) => (outcomes[gate] === undefined ? [] : [`${gate} ${outcomes[gate]}`])).join(", ") || "none";
  const [expected, seen] = [describe(step.expect.gates), describe(gates)];
  return { what: `gates that run: ${expected}`, holds: expected === seen, seen };
}

function checkWeights({ step, weights }: StepRecord, names: RevisionNames): Finding {
  const wrong = Object.keys(names.steady).filter(
    (service) =>
      describeShares(weights[service] ?? {}) !== describeShares(byRevision(step.expect.stands, service, names)),
  );
  const seen = Object.entries(weights).map(([service, shares]) => `${service}: ${describeShares(shares)}`);
  return {
    what: `weights in the gateway are ${describeReleases(step.expect.stands)}`,
    holds: wrong.length === 0,
    seen: seen.join("; ") || "no weights",
  };
}

function checkSeen(
  what: string,
  asked: Shares | undefined,
  seen: SeenSplit | undefined,
  names: RevisionNames,
): Finding[] {
  if (!asked || !seen) return [];
  const shares = byRevision(asked, "automationService", names);
  const revisions = new Set([...Object.keys(shares), ...Object.keys(seen.byRevision)]);
  const fits = [...revisions].every((revision) => {
    const expected = ((shares[revision] ?? 0) / 100) * seen.requests;
    const count = seen.byRevision[revision] ?? 0;
    // Nobody may have a single request without weight.
    return expected === 0 ? count === 0 : Math.abs(count - expected) <= SPLIT_TOLERANCE;
  });
  return [
    {
      what: `${what}: ${describeReleases(asked)}, within ${SPLIT_TOLERANCE} requests`,
      holds: fits && seen.requests >= LEAST_REQUESTS,
      seen: `${describeCounts(seen)} of ${seen.requests} (at least ${LEAST_REQUESTS} are needed)`,
    },
  ];
}

function checkKept({ pids }: StepRecord, revisions: readonly string[]): Finding {
  const changed = revisions.filter(
    (revision) => pids.before[revision] === undefined || pids.before[revision] !== pids.after[revision],
  );
  const describe = (revision: string) =>
    `${revision} was ${pids.before[revision] ?? "not there"}, is ${pids.after[revision] ?? "not there"}`;
  return {
    what: `processes run on: ${revisions.join(", ")}`,
    holds: changed.length === 0,
    seen: changed.length === 0 ? "same process ids" : changed.map(describe).join("; "),
  };
}

function checkLeft({ startedAt, endedAt, loadPerCpu }: StepRecord, { secondsToLast }: StepMeasure): Finding {
  const seconds = secondsToLast ?? null;
  const limit = MOST_SECONDS_TO_LAST * Math.max(1, loadPerCpu);
  return {
    what: `traffic leaves within ${limit.toFixed(0)} s and before the command returns`,
    holds: seconds !== null && seconds <= limit && startedAt + seconds * 1000 < endedAt,
    seen: seconds === null ? "no request was on it" : `last request ${seconds.toFixed(2)} s after the start`,
  };
}

function checkRequests({ requests }: StepMeasure): Finding {
  const failures = Object.entries(requests.failures).map(([failure, count]) => `${count} × ${failure}`);
  return { what: "no request fails", holds: requests.failed === 0, seen: failures.join(", ") || "none failed" };
}

function checkHurt({ requests }: StepMeasure): Finding {
  return {
    what: "the canary's fault is real",
    holds: requests.onBrokenCanary > 0,
    seen: `${requests.onBrokenCanary} requests failed on it`,
  };
}

function checkNothingLeft(left: readonly string[]): Finding {
  return { what: "nothing is left running", holds: left.length === 0, seen: left.join("; ") || "nothing" };
}

/** Shares of one service's revisions; releases may have a revision in common. */
function byRevision(shares: Shares, service: string, names: RevisionNames): Record<string, number> {
  const result: Record<string, number> = {};
  for (const release of Object.keys(shares) as (keyof Shares)[]) {
    const revision = names[release][service];
    if (revision !== undefined) result[revision] = (result[revision] ?? 0) + (shares[release] ?? 0);
  }
  return result;
}

function describeShares(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .filter(([, share]) => share > 0)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([revision, share]) => `${revision} ${Number(share.toFixed(2))} %`)
    .join(" + ");
}

function describeReleases(shares: Shares): string {
  return Object.entries(shares)
    .map(([release, share]) => `${release} ${share} %`)
    .join(", ");
}

function describeCounts({ byRevision: counts }: SeenSplit): string {
  return (
    Object.entries(counts)
      .map(([revision, count]) => `${revision} ${count}`)
      .join(", ") || "no answers"
  );
}
