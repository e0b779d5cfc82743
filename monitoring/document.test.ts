import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { NOTIFICATION_TIMES } from "./alertmanager/tunables.ts";
import { ALERT_NAMES, describeLimit } from "./alerts/alert.ts";
import { ALERTS } from "./alerts/alerts.ts";
import { runbookUrl } from "./alerts/runbook.ts";
import { DASHBOARDS } from "./dashboards/render.ts";
import { badShare } from "./promql.ts";
import { BURNING_SLOS, burnRate } from "./recordings/burn-rate.ts";
import { renderRecordingRules } from "./recordings/render.ts";
import { errorBudget, SLOS, type Slo } from "./slo.ts";
import { Document } from "./test/document.ts";
import { checkExpressions } from "./test/promtool.ts";
import { BURN_RATES, EVALUATION_SECONDS, RATE_WINDOW, TUNABLES } from "./tunables.ts";

const document = new Document("SLOS_AND_ALERTS.md");
const slos: readonly Slo[] = Object.values(SLOS);
const withoutSpaces = (text: string) => text.replaceAll(/\s/g, "");

function percent(share: number): string {
  return `${Number((share * 100).toFixed(10))} %`;
}

describe("the tables of docs/SLOS_AND_ALERTS.md", () => {
  it("have every objective, with its numbers", () => {
    const good = ({ indicator }: Slo) =>
      indicator.kind === "success"
        ? `answered with ${indicator.status}`
        : `took at most ${indicator.thresholdSeconds} s`;
    expect(document.table("Objectives").map((cells) => cells.slice(0, 5))).toEqual(
      slos.map((slo) => [
        `\`${slo.name}\``,
        slo.title,
        percent(slo.objective),
        slo.windowDays === null ? "gate" : `${slo.windowDays} d`,
        good(slo),
      ]),
    );
  });

  it("have the budget of every objective that has a window", () => {
    expect(document.table("Error budget")).toEqual(
      slos.flatMap((slo) => {
        const budget = errorBudget(slo);
        if (slo.windowDays === null) return [];
        const hours = Number((budget * slo.windowDays * 24).toFixed(10));
        return [
          [`\`${slo.name}\``, percent(budget), `${hours} h of ${slo.windowDays} d`, `${Math.round(budget * 1e6)}`],
        ];
      }),
    );
  });

  it("have the arithmetic of every burn rate", () => {
    expect(document.table("Burn rates")).toEqual(
      (["SLOBurnRateFast", "SLOBurnRateSlow"] as const).map((name) => {
        const { threshold } = TUNABLES[name];
        const { windows, periodDays } = BURN_RATES[name];
        const [short, long] = windows;
        const errorRates = BURNING_SLOS.map((slo) => percent(threshold * errorBudget(slo)));
        const spent = (threshold * Number.parseInt(long, 10)) / (periodDays * 24);
        const gone = `${(periodDays * 24) / threshold} h`;
        return [name, `${threshold}×`, `${short} and ${long}`, ...errorRates, percent(spent), gone];
      }),
    );
  });

  it("have every alert, with its limit, duration, severity and link", () => {
    const rows = document.table("Alerts");
    expect(rows.map(([name, , limit, duration, severity]) => [name, limit, duration, severity])).toEqual(
      ALERTS.map((alert) => {
        const { threshold, forMinutes, severity } = TUNABLES[alert.name];
        const link = runbookUrl(alert.name).replace(/^docs\//, "");
        const duration = forMinutes === 0 ? "at once" : `${forMinutes} m`;
        return [`[${alert.name}](${link})`, describeLimit(alert, threshold), duration, severity];
      }),
    );
    for (const [, when, , , , first] of rows) expect([when, first]).not.toContain("");
  });
});

describe("the tables of what is made of them", () => {
  it("have how soon and how often each severity is told", () => {
    const rows = Object.entries(NOTIFICATION_TIMES).map(([severity, times]) => [
      severity,
      `${times.groupWaitSeconds} s`,
      `${times.groupIntervalSeconds} s`,
      `${times.repeatHours} h`,
    ]);
    expect(document.table("Who is told")).toEqual(rows);
  });

  it("have every series that is recorded, windows of one apart", () => {
    const { groups } = parse(renderRecordingRules()) as { groups: { rules: { record: string }[] }[] };
    const recorded = new Set(groups.flatMap(({ rules }) => rules.map(({ record }) => record)));
    const rows = document.table("What is recorded");
    const named = rows.flatMap(([series = "", what = ""]) => {
      const name = series.replaceAll("`", "");
      const [, also = ""] = what.split("; also ");
      const others = [...also.matchAll(/`(\w+)`/g)].map(([, window]) => name.replace(/rate\w+$/, `rate${window}`));
      return [name, ...others];
    });
    expect(named.toSorted()).toEqual([...recorded].toSorted());
  });

  it("have every dashboard with its rows", () => {
    expect(new Document("DASHBOARDS.md").table("Dashboards")).toEqual(
      Object.values(DASHBOARDS).map(({ title, uid, rows }) => [
        title,
        `\`${uid}\``,
        rows.map((row) => row.title).join("; "),
      ]),
    );
  });
});

describe("what docs/SLOS_AND_ALERTS.md says between its tables", () => {
  it("has windows and intervals as they are", () => {
    const prose = document.prose();
    expect(prose).toContain(`Rules are evaluated every ${EVALUATION_SECONDS} s.`);
    expect(RATE_WINDOW).toBe("5m");
    expect(prose).toContain("over the last 5 minutes");
  });

  it("names no alert that there is not", () => {
    const named = document.prose().match(/\b(?:AI|SLO|Selector|Metrics|NoRequests)[A-Z]\w+\b/g) ?? [];
    expect(new Set(named)).toEqual(new Set(ALERT_NAMES));
  });
});

describe("the blocks of docs/SLOS_AND_ALERTS.md", () => {
  const queries = document.blocks("promql");

  it("are PromQL", async () => {
    expect(await checkExpressions(queries)).toContain(`SUCCESS: ${queries.length} rules found`);
  });

  it("have the share of bad requests of every objective as it is computed, and a burn rate as it is compared", () => {
    const shares = slos.map(({ indicator }) => badShare(indicator, RATE_WINDOW));
    const burning = BURN_RATES.SLOBurnRateFast.windows
      .map((window) => `${burnRate(window)}{slo="execute-success"} > ${TUNABLES.SLOBurnRateFast.threshold}`)
      .join(" and ");
    expect(queries.map(withoutSpaces)).toEqual(expect.arrayContaining([...shares, burning].map(withoutSpaces)));
  });

  it("type only commands that exist", () => {
    const commands = document
      .blocks("sh")
      .flatMap((block) => block.split("\n").map((line) => line.split(" ")[0] ?? ""));
    expect(new Set(commands)).toEqual(new Set(["bin/canary", "bin/pulumi", "promtool", "npx"]));
    for (const command of new Set(commands)) execFileSync("sh", ["-c", `command -v ${command}`]);
  });
});
