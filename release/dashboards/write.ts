import fs from "node:fs";
import path from "node:path";
import { renderDashboards } from "../../monitoring/dashboards/render.ts";
import { renderGrafanaProvisioning } from "../../monitoring/grafana/provisioning.ts";

export interface WriteSettings {
  readonly out: string;
  readonly prometheusUrl: string;
  readonly scrapeSeconds: number;
  /** Default: `dashboards` in `out`. */
  readonly dashboardsFolder: string | undefined;
}

/** @returns the paths of the files that were written */
export function writeDashboards({ out, prometheusUrl, scrapeSeconds, dashboardsFolder }: WriteSettings): string[] {
  const provisioning = renderGrafanaProvisioning({
    prometheusUrl,
    scrapeSeconds,
    dashboardsFolder: dashboardsFolder ?? path.resolve(out, "dashboards"),
  });
  const files = [...under("dashboards", renderDashboards()), ...under("provisioning", provisioning)];
  return files.map(([name, text]) => {
    const file = path.join(out, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  });
}

function under(folder: string, files: Readonly<Record<string, string>>): [file: string, text: string][] {
  return Object.entries(files).map(([file, text]) => [path.join(folder, file), text]);
}
