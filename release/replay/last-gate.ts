import type { RecordedEvent } from "../../gates/events.ts";

/** What has to be known of a gate to replay it from Prometheus' history. Times are ms since 1970. */
export interface PastGate {
  readonly judged: readonly string[];
  readonly baseline: readonly string[];
  /** The judged revision's share of the requests of both. Absent: there was nothing to compare. */
  readonly share?: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The last SLO gate that has come to an end, from what updates on this machine have told; undefined where there is none.
 * One that was broken off ends with the weights that were put back.
 */
export function lastGate(events: readonly RecordedEvent[]): PastGate | undefined {
  for (let end = events.length - 1; end >= 0; end -= 1) {
    const ended = events[end];
    if (!ended || !endsGate(ended)) continue;
    const start = events.findLastIndex(
      (event, index) => index < end && event.event === "gate started" && event.gate === "slo",
    );
    const started = events[start];
    if (started?.event !== "gate started") return undefined;
    return gateOf(started.subject.split(", "), events.slice(start, end + 1));
  }
  return undefined;
}

function endsGate(event: RecordedEvent): boolean {
  return event.event === "weights restored" || (event.event === "gate decided" && event.gate === "slo");
}

function gateOf(judged: readonly string[], story: readonly RecordedEvent[]): PastGate {
  const measured = story.findLast((event) => event.event === "gate measured");
  const baseline = (measured?.measures ?? []).flatMap(({ revision, side }) => (side === "stable" ? [revision] : []));
  const share = shareOf(judged, baseline, story);
  const [first, last] = [story[0], story.at(-1)].map((event) => Date.parse(event?.at ?? ""));
  return { judged, baseline, ...(share === undefined ? {} : { share }), from: first ?? 0, to: last ?? 0 };
}

function shareOf(
  [canary, ...others]: readonly string[],
  [stable]: readonly string[],
  story: readonly RecordedEvent[],
): number | undefined {
  const moved = story.findLast((event) => event.event === "weights moved");
  const split = Object.values(moved?.weights ?? {}).find((weights) => canary !== undefined && canary in weights);
  if (canary === undefined || stable === undefined || others.length > 0 || !split) return undefined;
  const [its, beside] = [split[canary] ?? 0, split[stable] ?? 0];
  return its > 0 && beside > 0 ? its / (its + beside) : undefined;
}
