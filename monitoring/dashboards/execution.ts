import { METRICS } from "../metrics.ts";
import { errorBudget, SLOS } from "../slo.ts";
import type { Dashboard } from "./dashboard.ts";
import { badShareOf, processPanels, quantiles, rateBy, rateByTrack, serviceNumbers, USERS } from "./queries.ts";
import { CHOSEN } from "./variables.ts";

const { executeSuccess, executeLatencyP95, executeLatencyP99 } = SLOS;

/** automation-service: what users ask of /ai/execute, how much of it fails and how long it takes. */
export const EXECUTION: Dashboard = {
  uid: "canary-release-execution",
  title: "Execution",
  description: "automation-service: what users ask of /ai/execute, how much of it fails and how long it takes.",
  choosesRevisions: true,
  annotations: [],
  rows: [
    {
      title: "The service as a whole",
      panels: serviceNumbers(
        executeSuccess,
        errorBudget(executeSuccess),
        executeSuccess.windowDays,
        METRICS.aiRequests,
      ),
    },
    {
      title: "Requests",
      panels: [
        {
          title: "Requests by revision",
          description: "Users' executions per second, by revision and the role that it has now.",
          kind: "lines",
          unit: "reqps",
          queries: [rateByTrack(`${METRICS.aiRequests}{${USERS},${CHOSEN}}`)],
        },
        {
          title: "Requests by tool",
          description:
            "Users' executions per second by tool and status. Tools that are not in the catalogue are `other`.",
          kind: "lines",
          unit: "reqps",
          queries: [
            {
              expr: rateBy("tool, status", `${METRICS.aiRequests}{${USERS},${CHOSEN}}`),
              legend: "{{tool}} {{status}}",
            },
          ],
        },
        {
          title: "Probes",
          description:
            "Executions per second that gates and testers sent with X-Release-Probe. They count for no objective.",
          kind: "lines",
          unit: "reqps",
          queries: [
            { expr: rateBy("revision", `${METRICS.aiRequests}{traffic="probe",${CHOSEN}}`), legend: "{{revision}}" },
          ],
        },
      ],
    },
    {
      title: "Errors",
      panels: [
        {
          title: "Failed share",
          description:
            "Share of users' executions within 5 minutes that failed. What a caller got wrong is neither good nor bad. The line is the objective.",
          kind: "lines",
          unit: "percentunit",
          queries: [badShareOf(executeSuccess)],
          limit: errorBudget(executeSuccess),
        },
        {
          title: "Errors by reason",
          description:
            "Users' executions per second that ended in an error, by reason, those of `validation` included.",
          kind: "lines",
          unit: "reqps",
          queries: [
            {
              expr: rateBy("revision, reason", `${METRICS.aiRequestErrors}{${USERS},${CHOSEN}}`),
              legend: "{{revision}} {{reason}}",
            },
          ],
        },
      ],
    },
    {
      title: "Latency",
      panels: [
        {
          title: "Slower than 1 s",
          description:
            "Share of users' executions within 5 minutes that took longer than 1 s: counted, not interpolated. Above the line, p95 is above 1 s.",
          kind: "lines",
          unit: "percentunit",
          queries: [badShareOf(executeLatencyP95)],
          limit: errorBudget(executeLatencyP95),
        },
        {
          title: "Slower than 2 s",
          description:
            "Share of users' executions within 5 minutes that took longer than 2 s: counted, not interpolated. Above the line, p99 is above 2 s.",
          kind: "lines",
          unit: "percentunit",
          queries: [badShareOf(executeLatencyP99)],
          limit: errorBudget(executeLatencyP99),
        },
        {
          title: "Quantiles",
          description:
            "Interpolated within the buckets of the histogram: for the eye. Gates and alerts count at the buckets' edges.",
          kind: "lines",
          unit: "s",
          queries: quantiles(METRICS.aiRequestDuration),
        },
      ],
    },
    { title: "Processes", panels: processPanels("automation-service") },
  ],
};
