import type { Series } from "../../test/promtool.ts";

export interface TestRevision {
  readonly revision: string;
  readonly service: "automation-service" | "ai-pipeline";
  readonly version: string;
}

export const EXECUTOR: TestRevision = {
  revision: "automation-service-3.0.1-a1b2c3",
  service: "automation-service",
  version: "3.0.1",
};
export const SELECTOR: TestRevision = {
  revision: "ai-pipeline-1.1.0-d4e5f6",
  service: "ai-pipeline",
  version: "1.1.0",
};

export type Track = "stable" | "canary" | "previous";

export function labelsOf({ revision, service, version }: TestRevision): string {
  return `revision="${revision}",service="${service}",version="${version}"`;
}

/** The roles of a revision, and that it is scraped. */
export function runningAs(of: TestRevision, ...tracks: Track[]): Series {
  return { ...rolesOf(of, ...tracks), [`up{${labelsOf(of)}}`]: "1x600" };
}

export function rolesOf(of: TestRevision, ...tracks: Track[]): Series {
  return Object.fromEntries(tracks.map((track) => [`release_track{${labelsOf(of)},track="${track}"}`, "1x600"]));
}

/** Executions as the service counts them; each value is how many more there are each minute. */
export function executions(
  of: TestRevision,
  perMinute: { readonly succeed: number; readonly fail?: number; readonly invalid?: number },
  { traffic = "user", minutes = 600 } = {},
): Series {
  const { succeed, fail = 0, invalid = 0 } = perMinute;
  const series = (name: string, labels: string, step: number): [string, string] => [
    `${name}{${labelsOf(of)},${labels},tool="echo",traffic="${traffic}"}`,
    `0+${step}x${minutes}`,
  ];
  return Object.fromEntries([
    series("ai_requests_total", 'status="success"', succeed),
    series("ai_requests_total", 'status="error"', fail + invalid),
    series("ai_request_errors_total", 'reason="validation"', invalid),
    series("ai_request_errors_total", 'reason="bad_gateway"', fail),
  ]);
}

/** A histogram's series at one edge; each value is how many more there are each minute. */
export function durations(
  histogram: "ai_request_duration_seconds" | "selector_request_duration_seconds",
  of: TestRevision,
  perMinute: { readonly measured: number; readonly within: number },
  { le, traffic = "user" }: { readonly le: string; readonly traffic?: string },
): Series {
  return {
    [`${histogram}_count{${labelsOf(of)},traffic="${traffic}"}`]: `0+${perMinute.measured}x600`,
    [`${histogram}_bucket{${labelsOf(of)},traffic="${traffic}",le="${le}"}`]: `0+${perMinute.within}x600`,
  };
}

/** A counter of the selector. */
export function counted(name: string, of: TestRevision, labels: string, values: string): Series {
  return { [`${name}{${labelsOf(of)}${labels && ","}${labels}}`]: values };
}
