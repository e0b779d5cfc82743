import { stringify } from "yaml";

/** Dashboards name their data source by it, so it is the same everywhere. */
export const DATASOURCE_UID = "canary-release-prometheus";

/** Grafana's folder that the dashboards are shown in. */
const FOLDER = "Canary release";

export interface GrafanaSettings {
  /** As Grafana's server reaches it. */
  readonly prometheusUrl: string;
  /** Where the files of `renderDashboards` are on Grafana's machine; absolute. */
  readonly dashboardsFolder: string;
  /** Between two scrapes, in seconds: `$__rate_interval` is four times as long. */
  readonly scrapeSeconds: number;
}

/**
 * What Grafana reads when it starts, by path in its provisioning folder: the data source and where the dashboards are.
 * Source: https://grafana.com/docs/grafana/latest/administration/provisioning/
 */
export function renderGrafanaProvisioning({
  prometheusUrl,
  dashboardsFolder,
  scrapeSeconds,
}: GrafanaSettings): Readonly<Record<string, string>> {
  const datasource = {
    name: "Prometheus of the release",
    uid: DATASOURCE_UID,
    type: "prometheus",
    access: "proxy",
    url: prometheusUrl,
    editable: false,
    jsonData: { httpMethod: "POST", timeInterval: `${scrapeSeconds}s` },
  };
  const provider = {
    name: "canary-release",
    type: "file",
    folder: FOLDER,
    // The files are rendered from code: what is changed in Grafana would be lost at the next start.
    allowUiUpdates: false,
    disableDeletion: true,
    options: { path: dashboardsFolder },
  };
  return {
    "datasources/canary-release.yml": stringify({ apiVersion: 1, datasources: [datasource] }),
    "dashboards/canary-release.yml": stringify({ apiVersion: 1, providers: [provider] }),
  };
}
