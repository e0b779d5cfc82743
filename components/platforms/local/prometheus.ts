import path from "node:path";
import { fileJob } from "../../../monitoring/scrape/job.ts";
import { renderPrometheusConfig } from "../../../monitoring/scrape/prometheus-config.ts";
import type { ProcessSpec } from "./process/spec.ts";
import type { LocalSettings } from "./settings.ts";

/** Longest window that an alert looks back over is 6 h; a day leaves room to look at a release afterwards. */
const RETENTION = "1d";

/** Where Prometheus looks for what each release writes, as paths relative to the project root. */
export function prometheusFiles(home: string) {
  const folder = path.join(home, "data", "prometheus");
  const rules = path.join(folder, "rules");
  return {
    config: path.join(folder, "prometheus.yml"),
    targets: path.join(folder, "targets.json"),
    /** Every file in this folder that ends in `.yml` is loaded. */
    rules,
    releaseTrack: path.join(rules, "release-track.yml"),
    recordings: path.join(rules, "recordings.yml"),
    alerts: path.join(rules, "alerts.yml"),
    release: path.join(rules, "release.yml"),
    storage: path.join(folder, "storage"),
  };
}

/** Prometheus on this machine, 2.42 or later: earlier ones do not know every flag here. */
export function prometheusProcess(settings: LocalSettings): ProcessSpec {
  const { home } = settings;
  const address = `127.0.0.1:${settings.ports.prometheus}`;
  const files = prometheusFiles(home);
  return {
    name: "prometheus",
    home,
    command: [
      settings.prometheus.binary,
      `--config.file=${files.config}`,
      `--storage.tsdb.path=${files.storage}`,
      `--storage.tsdb.retention.time=${RETENTION}`,
      `--web.listen-address=${address}`,
      "--web.enable-lifecycle",
      // 5 s otherwise, and a release waits for its canary to be scraped.
      "--scrape.discovery-reload-interval=1s",
    ],
    environment: {},
    bindings: {},
    files: { [files.config]: prometheusConfig(settings) },
    fixedPorts: [{ key: "ports.prometheus", port: settings.ports.prometheus }],
    readiness: { kind: "http", url: `http://${address}/-/ready` },
    graceMs: 10_000,
  };
}

/** Paths in it are relative to the folder of the configuration file. No Alertmanager runs on this machine. */
export function prometheusConfig({ home, stack, prometheus: { scrapeSeconds } }: LocalSettings): string {
  const files = prometheusFiles(home);
  const fromConfig = (file: string) => path.relative(path.dirname(files.config), file);
  return renderPrometheusConfig({
    scrapeSeconds,
    ruleFiles: [fromConfig(path.join(files.rules, "*.yml"))],
    jobs: [fileJob(stack, [fromConfig(files.targets)])],
    alertmanagers: [],
  });
}
