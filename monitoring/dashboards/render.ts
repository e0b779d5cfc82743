import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { DATASOURCE_UID } from "../grafana/provisioning.ts";
import { GENERATED } from "../metrics.ts";
import type { Annotation, Dashboard } from "./dashboard.ts";
import { EXECUTION } from "./execution.ts";
import { DATASOURCE_REF, panelBuilder } from "./panels.ts";
import { RELEASE } from "./release.ts";
import { SELECTOR } from "./selector.ts";
import { DATASOURCE, REVISION } from "./variables.ts";

/** Every dashboard by the name of its file, without extension. */
export const DASHBOARDS: Readonly<Record<string, Dashboard>> = {
  execution: EXECUTION,
  release: RELEASE,
  selector: SELECTOR,
};

const TAG = "canary-release";
/** Grafana's grid. */
const COLUMNS = 24;
const ROW_HEIGHT = 1;
const PANEL_HEIGHT = 8;
const NUMBERS_HEIGHT = 4;

/** Grafana's JSON of every dashboard, by file name. It depends on nothing but the code: no release, no place, no time. */
export function renderDashboards(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(DASHBOARDS).map(([name, each]) => [`${name}.json`, `${JSON.stringify(build(each), null, 2)}\n`]),
  );
}

/** The classic form, which every Grafana reads from files; that of Grafana 12 and later can only be posted to it. */
function build(each: Dashboard): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(each.title)
    .uid(each.uid)
    .description(each.description)
    .tags([TAG])
    .readonly()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .time({ from: "now-3h", to: "now" })
    .refresh("30s")
    .timezone("browser")
    .link(
      new dashboard.DashboardLinkBuilder("Dashboards of the release")
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags([TAG])
        .keepTime(true),
    )
    .withVariable(datasourceVariable());
  if (each.choosesRevisions) builder.withVariable(revisionVariable());
  for (const annotation of each.annotations) builder.annotation(annotationBuilder(annotation));
  let [id, y] = [1, 0];
  for (const { title, panels } of each.rows) {
    builder.withRow(new dashboard.RowBuilder(title).id(id++).gridPos({ x: 0, y, w: COLUMNS, h: ROW_HEIGHT }));
    y += ROW_HEIGHT;
    const h = panels.every(({ kind }) => kind === "number") ? NUMBERS_HEIGHT : PANEL_HEIGHT;
    const w = COLUMNS / panels.length;
    for (const [index, panel] of panels.entries()) {
      builder.withPanel(panelBuilder(panel, { id: id++, x: index * w, y, w, h }));
    }
    y += h;
  }
  return builder.build();
}

function datasourceVariable(): dashboard.DatasourceVariableBuilder {
  return new dashboard.DatasourceVariableBuilder(DATASOURCE)
    .label("Prometheus")
    .type("prometheus")
    .current({ selected: true, text: "Prometheus of the release", value: DATASOURCE_UID });
}

function revisionVariable(): dashboard.QueryVariableBuilder {
  return new dashboard.QueryVariableBuilder(REVISION)
    .label("Revision")
    .datasource(DATASOURCE_REF)
    .query({ query: `label_values(${GENERATED.roles}, revision)`, refId: "revisions" })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ selected: true, text: ["All"], value: ["$__all"] });
}

function annotationBuilder({ name, color, expr, text }: Annotation): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE_REF)
    .enable(true)
    .iconColor(color)
    .expr(expr)
    .titleFormat(text)
    .target(new DataqueryBuilder().refId("annotation").expr(expr).range());
}
