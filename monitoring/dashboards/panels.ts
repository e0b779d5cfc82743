import type * as cog from "@grafana/grafana-foundation-sdk/cog";
import * as common from "@grafana/grafana-foundation-sdk/common";
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
} from "@grafana/grafana-foundation-sdk/common";
import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import type { Panel, Query } from "./dashboard.ts";
import { DATASOURCE } from "./variables.ts";

export const DATASOURCE_REF = { type: "prometheus", uid: `\${${DATASOURCE}}` };

/** Where a panel stands, in columns and rows of Grafana's grid, and its number in the dashboard. */
export interface Place {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export function panelBuilder(panel: Panel, place: Place): cog.Builder<dashboard.Panel> {
  switch (panel.kind) {
    case "lines":
      return lines(panel, place);
    case "number":
      return number(panel, place);
    case "table":
      return rows(panel, place);
  }
}

function lines(panel: Panel, place: Place): timeseries.PanelBuilder {
  const builder = described(new timeseries.PanelBuilder(), panel, place)
    .lineWidth(2)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .axisSoftMin(0);
  for (const [index, query] of panel.queries.entries()) builder.withTarget(range(query, index));
  if (panel.limit === undefined) return builder;
  // The axis reaches the line, or nobody sees how far away it is.
  return builder
    .axisSoftMax(panel.limit)
    .thresholds(
      new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps([
        { value: null, color: "transparent" },
        { value: panel.limit, color: "red" },
      ]),
    )
    .thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}

function number(panel: Panel, place: Place): stat.PanelBuilder {
  const builder = described(new stat.PanelBuilder(), panel, place)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]));
  for (const [index, query] of panel.queries.entries()) builder.withTarget(instant(query, index));
  return builder;
}

function rows(panel: Panel, place: Place): table.PanelBuilder {
  const builder = described(new table.PanelBuilder(), panel, place)
    // Of an instant vector the value is 1 and the time is now: the labels are what is looked at.
    .withTransformation({
      id: "organize",
      options: { excludeByName: { Time: true, Value: true, __name__: true, alertstate: true } },
    });
  for (const [index, query] of panel.queries.entries()) {
    builder.withTarget(instant(query, index).format(PromQueryFormat.Table));
  }
  return builder;
}

interface Describable {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(ref: common.DataSourceRef): this;
  gridPos(at: dashboard.GridPos): this;
  unit(unit: string): this;
  noValue(text: string): this;
}

function described<Builder extends Describable>(builder: Builder, panel: Panel, { id, ...at }: Place): Builder {
  builder
    .id(id)
    .title(panel.title)
    .description(panel.description)
    .datasource(DATASOURCE_REF)
    .gridPos(at)
    .unit(panel.unit);
  return panel.emptyUntil === undefined ? builder : builder.noValue(`none until ${panel.emptyUntil}`);
}

function range(query: Query, index: number): DataqueryBuilder {
  return target(query, index).range();
}

function instant(query: Query, index: number): DataqueryBuilder {
  return target(query, index).instant();
}

function target({ expr, legend }: Query, index: number): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .datasource(DATASOURCE_REF)
    .refId(String.fromCharCode("A".charCodeAt(0) + index))
    .expr(expr);
  return legend === "" ? builder : builder.legendFormat(legend);
}
