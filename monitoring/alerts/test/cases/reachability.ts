import type { Series } from "../../../test/promtool.ts";
import { EXECUTOR, executions, labelsOf, rolesOf, runningAs, SELECTOR, type TestRevision } from "../series.ts";
import type { Case, Firing } from "./case.ts";

const OTHER: TestRevision = { ...EXECUTOR, revision: "automation-service-3.0.0-778899", version: "3.0.0" };

function instance(of: TestRevision, address: string, values: string): Series {
  return { [`up{${labelsOf(of)},instance="${address}"}`]: values };
}

function down(count: number): Omit<Firing, "of" | "track"> {
  return {
    says: `instances that cannot be scraped, so that nothing else is known of them: ${count}`,
    limit: "> 0 instances",
  };
}

const silent = { says: "no user reaches the service", limit: "0 requests" };

export const REACHABILITY_CASES: readonly Case[] = [
  {
    alert: "MetricsEndpointDown",
    what: "fires when an instance has not answered for a minute",
    series: {
      ...rolesOf(SELECTOR, "previous"),
      ...instance(SELECTOR, "10.0.0.1:1", "1x3 0x20"),
      ...instance(SELECTOR, "10.0.0.2:1", "1x30"),
    },
    minutes: 6,
    fires: [{ ...down(1), of: SELECTOR, track: "previous" }],
  },
  {
    alert: "MetricsEndpointDown",
    what: "is quiet when every instance answers",
    series: runningAs(SELECTOR, "stable"),
    minutes: 6,
    fires: [],
  },
  {
    alert: "MetricsEndpointDown",
    what: "is quiet before a minute has passed",
    series: { ...rolesOf(SELECTOR, "stable"), ...instance(SELECTOR, "10.0.0.1:1", "1x3 0x20") },
    minutes: 4,
    fires: [],
  },
  {
    alert: "MetricsEndpointDown",
    what: "fires for a revision with a role that Prometheus does not scrape at all",
    series: rolesOf(SELECTOR, "stable", "canary"),
    minutes: 6,
    fires: [
      { ...down(1), of: SELECTOR, track: "stable" },
      { ...down(1), of: SELECTOR, track: "canary" },
    ],
  },
  {
    alert: "MetricsEndpointDown",
    what: "fires for a revision without a role",
    series: instance(SELECTOR, "10.0.0.1:1", "0x20"),
    minutes: 6,
    fires: [{ ...down(1), of: SELECTOR, track: "none" }],
  },
  {
    alert: "MetricsEndpointDown",
    what: "is quiet about targets that belong to no release",
    series: { 'up{job="node",instance="10.0.0.9:9100"}': "0x20" },
    minutes: 6,
    fires: [],
  },
  {
    alert: "NoRequestsReceived",
    what: "fires for stable and canary when no user has reached either for 10 minutes",
    series: {
      ...runningAs(EXECUTOR, "canary"),
      ...runningAs(OTHER, "stable"),
      ...executions(EXECUTOR, { succeed: 0 }),
      ...executions(OTHER, { succeed: 0 }),
    },
    minutes: 15,
    fires: [
      { ...silent, of: EXECUTOR, track: "canary" },
      { ...silent, of: OTHER, track: "stable" },
    ],
  },
  {
    alert: "NoRequestsReceived",
    what: "is quiet about a stable whose canary has all the traffic",
    series: {
      ...runningAs(EXECUTOR, "canary"),
      ...runningAs(OTHER, "stable"),
      ...executions(EXECUTOR, { succeed: 1 }),
      ...executions(OTHER, { succeed: 0 }),
    },
    minutes: 15,
    fires: [],
  },
  {
    alert: "NoRequestsReceived",
    what: "is quiet before 10 minutes have passed",
    series: { ...runningAs(EXECUTOR, "stable"), ...executions(EXECUTOR, { succeed: 0 }) },
    minutes: 10,
    fires: [],
  },
  {
    alert: "NoRequestsReceived",
    what: "takes a release's own probes for no users",
    series: {
      ...runningAs(EXECUTOR, "stable"),
      ...executions(EXECUTOR, { succeed: 0 }),
      ...executions(EXECUTOR, { succeed: 60 }, { traffic: "probe" }),
    },
    minutes: 15,
    fires: [{ ...silent, of: EXECUTOR, track: "stable" }],
  },
  {
    alert: "NoRequestsReceived",
    what: "is quiet about a previous release and one without a role, which are to get none",
    series: {
      ...runningAs(EXECUTOR, "previous"),
      ...runningAs(OTHER),
      ...executions(EXECUTOR, { succeed: 0 }),
      ...executions(OTHER, { succeed: 0 }),
    },
    minutes: 15,
    fires: [],
  },
];
