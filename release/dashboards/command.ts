import { type Command, InvalidArgumentError } from "commander";

/** `bin/canary dashboards`: what a Grafana that is there already needs to show a release. */
export function addDashboardsCommand(canary: Command): void {
  canary
    .command("dashboards")
    .summary("Write Grafana's dashboards and provisioning, for a Grafana that is there already.")
    .description(
      "Writes the dashboards (<out>/dashboards/*.json) and what Grafana reads when it starts: the data source and where the " +
        "dashboards are (<out>/provisioning/). Replaces the files that it wrote before, and touches no other. The dashboards " +
        "alone can be imported into any Grafana with a Prometheus that has loaded this project's rules.",
    )
    .option("--out <folder>", "where to write", ".canary/grafana")
    .option("--prometheus <url>", "Prometheus, as Grafana's server reaches it", httpUrl, "http://127.0.0.1:9090")
    .option("--scrape-seconds <number>", "between two scrapes of that Prometheus", positive, 15)
    .option(
      "--dashboards-folder <folder>",
      "where Grafana's machine has the dashboards, absolute; default: where they are written",
    )
    .option("--json", "one JSON object with the files", false)
    .action(async ({ out, prometheus, scrapeSeconds, dashboardsFolder, json }: DashboardsOptions) => {
      const { writeDashboards } = await import("./write.ts");
      const written = writeDashboards({ out, prometheusUrl: prometheus, scrapeSeconds, dashboardsFolder });
      const lines = json ? [JSON.stringify({ written }, null, 2)] : written;
      process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    })
    .addHelpText("after", "\nExit codes: 0 written, 1 could not be written, 2 wrong usage.");
}

interface DashboardsOptions {
  readonly out: string;
  readonly prometheus: string;
  readonly scrapeSeconds: number;
  readonly dashboardsFolder?: string;
  readonly json: boolean;
}

function httpUrl(value: string): string {
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? "")) {
    throw new InvalidArgumentError("It must be a URL that begins with http:// or https://.");
  }
  return value;
}

function positive(value: string): number {
  const number = Number(value);
  if (!(Number.isInteger(number) && number >= 1))
    throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return number;
}
