import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderAlertRules } from "../alerts/render.ts";
import { GENERATED, HISTOGRAM_BUCKETS, METRICS, PROCESS } from "../metrics.ts";
import { renderRecordingRules } from "../recordings/render.ts";
import { renderReleaseTrackRules } from "../release/release-track.ts";
import { renderReleaseRules } from "../release/render.ts";
import { checkExpressions } from "../test/promtool.ts";
import { selectorsIn } from "../test/selectors.ts";
import { DASHBOARDS, renderDashboards } from "./render.ts";
import { substitute } from "./test/substitute.ts";
import { DATASOURCE } from "./variables.ts";

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly datasource: object;
}

interface RenderedPanel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string; readonly noValue?: string } };
  readonly targets?: readonly Target[];
}

interface Rendered {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly RenderedPanel[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly annotations: { readonly list?: readonly { readonly expr: string }[] };
}

interface Rule {
  readonly record?: string;
  readonly expr: string;
}

const rendered = Object.entries(renderDashboards()).map(
  ([file, text]) => [file, JSON.parse(text) as Rendered] as const,
);
const dataPanels = ({ panels }: Rendered) => panels.filter(({ type }) => type !== "row");
const expressions = ({ panels, annotations }: Rendered) =>
  [...panels.flatMap(({ targets = [] }) => targets), ...(annotations.list ?? [])].map(({ expr }) =>
    substitute(expr, "1m"),
  );

const REVISION = { revision: "r", service: "ai-pipeline", version: "1.1.0" };
const GATE = { windowSeconds: 300, maxErrorRate: 0.01, maxShareSlowerThan1s: 0.05, maxShareSlowerThan2s: 0.01 };
const rules: Rule[] = [
  renderRecordingRules(),
  renderAlertRules(),
  renderReleaseTrackRules([{ ...REVISION, tracks: ["canary"] }]),
  renderReleaseRules([{ ...REVISION, weight: 100 }], GATE),
].flatMap((text) => parse(text).groups.flatMap((group: { rules: Rule[] }) => group.rules));

/** What services export, what scrapes and alerts make, and what rules record. */
const KNOWN = new Set<string>([
  ...Object.values(METRICS),
  ...Object.values(PROCESS),
  ...Object.keys(HISTOGRAM_BUCKETS).flatMap((histogram) => [`${histogram}_bucket`, `${histogram}_count`]),
  GENERATED.up,
  GENERATED.alerts,
  ...rules.flatMap(({ record }) => record ?? []),
]);

describe.each(rendered)("%s", (_file, dashboard) => {
  it("has panels with ids of their own that do not overlap and stay within the grid", () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Set<string>();
    for (const { gridPos } of dashboard.panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(x).toBeLessThan(24);
          expect(taken).not.toContain(`${x} ${y}`);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });

  it("has a title, a description and a unit for each panel, and titles that differ", () => {
    const titles = dataPanels(dashboard).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const { title, description, fieldConfig } of dataPanels(dashboard)) {
      expect(title).toBeTruthy();
      expect(description).toMatch(/^[A-Z].*[.]$/s);
      expect(fieldConfig?.defaults.unit).toBeTruthy();
    }
  });

  it("asks the chosen data source alone, by expressions that are PromQL", async () => {
    const targets = dataPanels(dashboard).map(({ targets = [] }) => targets);
    for (const own of targets) {
      expect(own).not.toHaveLength(0);
      expect(new Set(own.map(({ refId }) => refId)).size).toBe(own.length);
      for (const { datasource } of own) expect(datasource).toEqual({ type: "prometheus", uid: `\${${DATASOURCE}}` });
    }
    const all = expressions(dashboard);
    expect(await checkExpressions(all)).toContain(`SUCCESS: ${all.length} rules found`);
  });

  it("lets one choose revisions where it asks for those alone", () => {
    const text = JSON.stringify(dashboard.panels);
    const variables = dashboard.templating.list.map(({ name }) => name);
    expect(variables).toEqual(text.includes("$revision") ? ["datasource", "revision"] : ["datasource"]);
  });

  it("asks for nothing that neither a service exports nor a rule records", () => {
    const named = expressions(dashboard).flatMap((expr) => selectorsIn(expr).map(({ metric }) => metric));
    expect(named.filter((metric) => !KNOWN.has(metric))).toEqual([]);
  });
});

it("rules ask for nothing that neither a service exports nor a rule records", () => {
  const named = rules.flatMap(({ expr }) => selectorsIn(expr).map(({ metric }) => metric));
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((metric) => !KNOWN.has(metric))).toEqual([]);
});

it("what is recorded is looked at by an alert, a dashboard or another rule", () => {
  const used = new Set(
    [...rules.map(({ expr }) => expr), ...rendered.flatMap(([, dashboard]) => expressions(dashboard))].flatMap((expr) =>
      selectorsIn(expr).map(({ metric }) => metric),
    ),
  );
  expect(rules.flatMap(({ record }) => (record === undefined || used.has(record) ? [] : record))).toEqual([]);
});

it("dashboards keep the addresses that people have", () => {
  expect(rendered.map(([file, { uid }]) => [file, uid])).toEqual([
    ["execution.json", "canary-release-execution"],
    ["release.json", "canary-release-release"],
    ["selector.json", "canary-release-selector"],
  ]);
});

it("a panel that may be empty says until when", () => {
  for (const [file, { panels }] of rendered) {
    const specs = DASHBOARDS[file.replace(".json", "")]?.rows.flatMap((row) => row.panels) ?? [];
    for (const { title, emptyUntil } of specs) {
      const panel = panels.find((each) => each.title === title && each.type !== "row");
      const text = emptyUntil === undefined ? undefined : `none until ${emptyUntil}`;
      expect(panel?.fieldConfig?.defaults.noValue).toBe(text);
    }
  }
});
