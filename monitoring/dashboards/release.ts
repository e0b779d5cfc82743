import { GENERATED, METRICS } from "../metrics.ts";
import { BURNING_SLOS, burnRate } from "../recordings/burn-rate.ts";
import { byTrack, RELEASE_TARGETS } from "../recordings/roles.ts";
import { SLOS, type Slo } from "../slo.ts";
import { BURN_RATES, TUNABLES } from "../tunables.ts";
import type { Annotation, Dashboard, Panel } from "./dashboard.ts";
import { BY_TRACK, rateBy, rateByTrack, USERS } from "./queries.ts";

const FIRING = `${GENERATED.alerts}{alertstate="firing",revision!=""}`;
/** A service whose canary is its stable revision has all; the canary's share is what the others have. */
const CANARY_SHARE = `min(${byTrack(GENERATED.releaseWeight, ["canary"])})`;

const PHASES: Annotation = {
  name: "Phases",
  color: "blue",
  expr: `count_values("percent", ${CANARY_SHARE})`,
  text: "canary at {{percent}} %",
  emptyUntil: "config names a canary",
};

const ALERTS_FIRING: Annotation = {
  name: "Alerts",
  color: "red",
  expr: `count by (alertname, revision, track) (${FIRING})`,
  text: "{{alertname}}: {{revision}} ({{track}})",
  emptyUntil: "an alert fires",
};

/** A release as it goes: canary beside stable, what they get, what the gate holds them to, what they spend. */
export const RELEASE: Dashboard = {
  uid: "canary-release-release",
  title: "Release",
  description:
    "A release as it goes: canary beside stable, what they get, what the gate holds them to, what they spend.",
  choosesRevisions: false,
  annotations: [PHASES, ALERTS_FIRING],
  rows: [
    {
      title: "Who is who",
      panels: [
        {
          title: "Roles",
          description: "Which revision has which role now, by the config of the last update.",
          kind: "table",
          unit: "none",
          queries: [{ expr: GENERATED.releaseTrack, legend: "" }],
        },
        {
          title: "Alerts that fire",
          description: "By revision and track. Empty is good; what to do about one is in the runbook.",
          kind: "table",
          unit: "none",
          queries: [{ expr: FIRING, legend: "" }],
          emptyUntil: "an alert fires",
        },
        {
          title: "Instances that answer",
          description: "Instances of each revision that Prometheus could scrape.",
          kind: "lines",
          unit: "short",
          queries: [{ expr: byTrack(`sum by (revision) (${RELEASE_TARGETS})`, "any"), legend: BY_TRACK }],
        },
      ],
    },
    {
      title: "Weights",
      panels: [
        {
          title: "Canary's share",
          description: "Points of 100 that passed last. While a move is watched, it is still what passed before.",
          kind: "number",
          unit: "percent",
          queries: [{ expr: CANARY_SHARE, legend: "canary" }],
          emptyUntil: "config names a canary",
        },
        {
          title: "Weights that passed",
          description:
            "Points of 100 of each revision of automation-service, as they passed last. Kong exports no weights: each update writes " +
            "them once it has committed, so a move under watch and a cap by hand are only in the real split beside this.",
          kind: "lines",
          unit: "percent",
          queries: [{ expr: `${GENERATED.releaseWeight}{service="automation-service"}`, legend: "{{revision}}" }],
        },
        {
          title: "Real split",
          description:
            "Share of users' executions that each revision of automation-service got: what users had, whatever was asked. " +
            "Few requests scatter around the weights; none are no share.",
          kind: "lines",
          unit: "percent",
          queries: [
            {
              expr:
                `100 * ${rateBy("revision", `${METRICS.aiRequests}{${USERS}}`)} ` +
                `/ on () group_left () sum(rate(${METRICS.aiRequests}{${USERS}}[$__rate_interval]))`,
              legend: "{{revision}}",
            },
          ],
        },
      ],
    },
    {
      title: "Canary beside stable, by what the SLO gate measures",
      panels: [
        gatePanel("Failed share", "failed", SLOS.executeSuccess),
        gatePanel("Slower than 1 s", "took longer than 1 s", SLOS.executeLatencyP95),
        gatePanel("Slower than 2 s", "took longer than 2 s", SLOS.executeLatencyP99),
        {
          title: "Requests",
          description: "Users' executions per second, of stable and canary.",
          kind: "lines",
          unit: "reqps",
          queries: [rateByTrack(`${METRICS.aiRequests}{${USERS}}`, ["stable", "canary"])],
        },
      ],
    },
    {
      title: "Burn rates",
      panels: BURNING_SLOS.flatMap((slo) => [burnPanel(slo, "SLOBurnRateFast"), burnPanel(slo, "SLOBurnRateSlow")]),
    },
  ],
};

function gatePanel(title: string, bad: string, { name }: Slo): Panel {
  return {
    title,
    description:
      `Share of users' executions that ${bad}, over a window as long as the gate's, and the limit from stack config. The gate ` +
      "counts from the move on; once its window has passed, this is what it sees.",
    kind: "lines",
    unit: "percentunit",
    queries: [
      { expr: `${GENERATED.gateValue}{slo="${name}",track=~"stable|canary"}`, legend: BY_TRACK },
      { expr: `${GENERATED.gateLimit}{slo="${name}"}`, legend: "limit of the gate" },
    ],
  };
}

function burnPanel(slo: Slo, alert: keyof typeof BURN_RATES): Panel {
  const { windows } = BURN_RATES[alert];
  const { threshold } = TUNABLES[alert];
  const [short, long] = windows;
  const query = (window: typeof short | typeof long) => ({
    expr: `${burnRate(window)}{slo="${slo.name}"}`,
    legend: `${window} ${BY_TRACK}`,
  });
  return {
    title: `${slo.title}, over ${short} and ${long}`,
    description: `How many times too fast the error budget is spent. ${alert} fires when both windows of a revision are above ${threshold}.`,
    kind: "lines",
    unit: "short",
    queries: [query(short), query(long)],
    limit: threshold,
  };
}
