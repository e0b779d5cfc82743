import type { TrackConfig } from "../../components/config/schema.ts";

/** What the demo releases, by the name that its story calls it. `steady` is what users have before and after everything. */
export const RELEASES = {
  steady: { automationService: "3.0.0", aiPipeline: "1.0.0-newidea", frontend: "1.0.0", bypassLlm: false },
  next: { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.1.0", bypassLlm: true },
  broken: { automationService: "3.0.1", aiPipeline: "1.2.0", frontend: "1.1.0", bypassLlm: true },
  unstartable: { automationService: "3.0.3", aiPipeline: "1.1.0", frontend: "1.1.0", bypassLlm: true },
} as const satisfies Record<string, TrackConfig>;

export type ReleaseName = keyof typeof RELEASES;

/** What the unstartable release says before it ends; the failing command has to show it. */
export const START_FAILURE = "no catalogue: this version cannot start";

/** What is wrong with versions, as lab/faults describes. Probes are spared, so that only the SLO gate can find the errors. */
const FAULTS = {
  "ai-pipeline@1.2.0": { kind: "errors", rate: 0.3 },
  "automation-service@3.0.3": { kind: "cannot-start", message: START_FAILURE },
};

export interface DemoPorts {
  readonly proxy: number;
  readonly admin: number;
  readonly prometheus: number;
}

/** What stays the same in the stack's config through the whole demo: short times, and the lab's faults. */
export function stackSettings(ports: DemoPorts) {
  return {
    platform: "local",
    phases: [10, 50, 100].map((percent) => ({ percent, bakeSeconds: 2 })),
    gates: {
      smoke: { scrapeTimeoutSeconds: 15 },
      slo: {
        strategy: "thresholds",
        initialDelaySeconds: 0,
        windowSeconds: 5,
        pollSeconds: 1,
        minRequestsPerSecond: 1,
        minRequests: 10,
      },
    },
    ports,
    prometheus: { scrapeSeconds: 1 },
    lab: { faults: FAULTS },
  };
}
