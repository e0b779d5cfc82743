import { expect, it } from "vitest";
import { parse } from "yaml";
import { renderDashboards } from "../dashboards/render.ts";
import { renderGrafanaProvisioning } from "./provisioning.ts";

const files = renderGrafanaProvisioning({
  prometheusUrl: "http://prometheus:9090",
  dashboardsFolder: "/var/lib/grafana/dashboards",
  scrapeSeconds: 15,
});

it("names the data source by the uid that every dashboard begins with, and the interval that rates are made for", () => {
  const { datasources } = parse(files["datasources/canary-release.yml"] ?? "");
  expect(datasources).toMatchObject([
    { type: "prometheus", url: "http://prometheus:9090", access: "proxy", jsonData: { timeInterval: "15s" } },
  ]);
  for (const text of Object.values(renderDashboards())) {
    const [variable] = JSON.parse(text).templating.list;
    expect(variable).toMatchObject({ name: "datasource", query: "prometheus", current: { value: datasources[0].uid } });
  }
});

it("has dashboards read from their folder, and not changed but by code", () => {
  const { providers } = parse(files["dashboards/canary-release.yml"] ?? "");
  expect(providers).toMatchObject([
    { type: "file", allowUiUpdates: false, options: { path: "/var/lib/grafana/dashboards" } },
  ]);
});
