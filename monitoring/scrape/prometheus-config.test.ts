import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { promtool } from "../test/promtool.ts";
import { fileJob, podJob } from "./job.ts";
import { renderPrometheusConfig } from "./prometheus-config.ts";

const SETTINGS = { scrapeSeconds: 15, ruleFiles: ["rules/*.yml"], alertmanagers: ["alertmanager:9093"] };

it("is a configuration to promtool, with an Alertmanager", async () => {
  const config = renderPrometheusConfig({ ...SETTINGS, jobs: [fileJob("machine", ["targets.json"])] });
  const checked = await promtool(["check", "config", "--syntax-only", "prometheus.yml"], { "prometheus.yml": config });
  expect(checked).toContain("SUCCESS");
  expect(parse(config).alerting.alertmanagers).toEqual([{ static_configs: [{ targets: ["alertmanager:9093"] }] }]);
});

it("has no Alertmanager where none is named, and no scrape that outlasts its interval", () => {
  const config = parse(renderPrometheusConfig({ scrapeSeconds: 1, ruleFiles: [], jobs: [], alertmanagers: [] }));
  expect(config).toEqual({
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: [],
    scrape_configs: [],
  });
});

describe("the job of pods", () => {
  const job = podJob("release", "canary-staging");

  it("looks for pods in one namespace, and drops the services' own labels as the job of files does", () => {
    expect(job.kubernetes_sd_configs).toEqual([{ role: "pod", namespaces: { names: ["canary-staging"] } }]);
    expect(job.metric_relabel_configs).toEqual(fileJob("machine", []).metric_relabel_configs);
  });

  /** What Prometheus makes of a pod. Debian's cannot discover pods itself, so it finds them in a file. */
  async function targetOf(labels: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const { kubernetes_sd_configs: _pods, ...rest } = job;
    const asFile = { ...rest, file_sd_configs: [{ files: ["pods.json"] }] };
    const said = await promtool(["check", "service-discovery", "--timeout=2s", "prometheus.yml", "release"], {
      "prometheus.yml": renderPrometheusConfig({ ...SETTINGS, jobs: [asFile] }),
      "pods.json": JSON.stringify([{ targets: ["10.1.2.3:8000"], labels }]),
    });
    const [found] = JSON.parse(said) as { discoveredLabels: object; labels: Record<string, string> }[];
    expect(found?.discoveredLabels).toMatchObject({ __address__: "10.1.2.3:8000" });
    return Object.fromEntries(Object.entries(found?.labels ?? {}).filter(([name]) => !name.startsWith("__")));
  }

  const meta = (labels: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(labels).map(([name, value]) => [`__meta_kubernetes_pod_${name}`, value]));
  const POD = meta({
    name: "ai-pipeline-1.1.0-d4e5f6-x7",
    phase: "Running",
    container_port_name: "http",
    labelpresent_canary_release_revision: "true",
    label_canary_release_revision: "ai-pipeline-1.1.0-d4e5f6",
    label_canary_release_service: "ai-pipeline",
    label_canary_release_version: "1.1.0",
  });

  it("gives a revision's pod the labels that a target on one machine has, and its name as instance", async () => {
    expect(await targetOf(POD)).toEqual({
      instance: "ai-pipeline-1.1.0-d4e5f6-x7",
      job: "release",
      revision: "ai-pipeline-1.1.0-d4e5f6",
      service: "ai-pipeline",
      version: "1.1.0",
    });
  });

  it.each([
    ["a port of another name", meta({ container_port_name: "admin" })],
    ["a pod that has ended", meta({ phase: "Succeeded" })],
    ["a pod of no revision", meta({ labelpresent_canary_release_revision: "" })],
  ])("leaves out %s", async (_what, other) => {
    expect(await targetOf({ ...POD, ...other })).toEqual({});
  });
});
