import type { HealthChecks, Healthy, Unhealthy } from "../store/entities.ts";

/** What was seen of a target, by a proxied request (passive) or by a probe (active). */
export type Observation = { kind: "status"; status: number } | { kind: "tcpFailure" } | { kind: "timeout" };

export interface HealthRecord {
  healthy: boolean;
  successes: number;
  httpFailures: number;
  tcpFailures: number;
  timeouts: number;
}

export const FRESH: HealthRecord = { healthy: true, successes: 0, httpFailures: 0, tcpFailures: 0, timeouts: 0 };

export function marked(healthy: boolean): HealthRecord {
  return { ...FRESH, healthy };
}

type Counter = "successes" | "httpFailures" | "tcpFailures" | "timeouts";

/**
 * The record after an observation, by the rules of lua-resty-healthcheck: a success wipes out the failures counted so
 * far and a failure the successes; a limit of 0 switches its counter off, so that nothing is counted or wiped out.
 */
export function observe(
  record: HealthRecord,
  checks: { healthy: Healthy; unhealthy: Unhealthy },
  observation: Observation,
): HealthRecord {
  const reading = read(checks, observation);
  if (!reading || reading.limit === 0) return record;
  const good = reading.counter === "successes";
  if (good && record.healthy && record.httpFailures + record.tcpFailures + record.timeouts === 0) return record;
  if (!good && !record.healthy && record.successes === 0) return record;
  const counted = record[reading.counter] + 1;
  if (counted >= reading.limit) return marked(good);
  const kept = good ? { ...FRESH, healthy: record.healthy } : { ...record, successes: 0 };
  return { ...kept, [reading.counter]: counted };
}

function read(
  { healthy, unhealthy }: { healthy: Healthy; unhealthy: Unhealthy },
  observation: Observation,
): { counter: Counter; limit: number } | undefined {
  switch (observation.kind) {
    case "tcpFailure":
      return { counter: "tcpFailures", limit: unhealthy.tcp_failures };
    case "timeout":
      return { counter: "timeouts", limit: unhealthy.timeouts };
    case "status":
      if (healthy.http_statuses.includes(observation.status)) return { counter: "successes", limit: healthy.successes };
      if (!unhealthy.http_statuses.includes(observation.status)) return undefined;
      return { counter: "httpFailures", limit: unhealthy.http_failures };
  }
}

/** Whether an upstream watches its targets at all; else its targets count as available whatever happens. */
export function checksHealth({ active, passive }: HealthChecks): boolean {
  const { tcp_failures, timeouts, http_failures } = passive.unhealthy;
  return [active.healthy.interval, active.unhealthy.interval, tcp_failures, timeouts, http_failures].some(
    (n) => n !== 0,
  );
}
