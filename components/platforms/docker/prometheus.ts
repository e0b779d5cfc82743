import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { renderAlertmanagerConfig } from "../../../monitoring/alertmanager/render.ts";
import { renderAlertRules } from "../../../monitoring/alerts/render.ts";
import { renderRecordingRules } from "../../../monitoring/recordings/render.ts";
import { renderReleaseTrackRules } from "../../../monitoring/release/release-track.ts";
import { fileJob } from "../../../monitoring/scrape/job.ts";
import { renderPrometheusConfig } from "../../../monitoring/scrape/prometheus-config.ts";
import { factsOfService } from "../../services.ts";
import type { ScrapeTarget } from "../platform.ts";
import { renderTargets } from "../prometheus/targets.ts";
import { container, fileCarrier } from "./container.ts";
import { Loaded } from "./loaded/resource.ts";
import type { DockerPlace, DockerSettings } from "./settings.ts";
import { stackVolume } from "./volume.ts";

const PORT = 9090;
const MEMORY_MIB = 1024;
const ALERTMANAGER = "alertmanager";
const ALERTMANAGER_PORT = 9093;
const ALERTMANAGER_MEMORY_MIB = 128;

/** Longest window that an alert looks back over is 6 h; a day leaves room to look at a release afterwards. */
const RETENTION = "1d";

/** The volume of what Prometheus reads, where it is mounted. Rules are every `.yml` in their folder. */
const FOLDER = "/etc/prometheus/release";
const FILES = {
  config: `${FOLDER}/prometheus.yml`,
  targets: `${FOLDER}/targets.json`,
  releaseTrack: `${FOLDER}/rules/release-track.yml`,
  recordings: `${FOLDER}/rules/recordings.yml`,
  alerts: `${FOLDER}/rules/alerts.yml`,
  release: `${FOLDER}/rules/release.yml`,
} as const;

/**
 * Prometheus, and what it reads. Its files are in a volume that carriers write, so that a release changes them while it
 * runs; it takes them over when it is asked to.
 */
export class DockerPrometheus {
  readonly url: string;
  /** As containers of the stack reach it. */
  readonly innerUrl = `http://prometheus:${PORT}`;
  readonly container: docker.Container;
  readonly #place: DockerPlace;
  readonly #image: string;
  readonly #files: docker.Volume;

  constructor(settings: DockerSettings, place: DockerPlace) {
    const { images, ports, prometheus, stack, alerting } = settings;
    this.url = `http://127.0.0.1:${ports.prometheus}`;
    this.#place = place;
    this.#image = images.prometheus;
    this.#files = stackVolume("prometheus-files", place, true);
    const samples = stackVolume("prometheus-samples", place, true);
    const sendsAlerts = alerting.webhookUrl !== "";
    if (sendsAlerts) runAlertmanager(settings, place);
    const config = this.#carry(
      "prometheus-config",
      {
        [FILES.config]: renderPrometheusConfig({
          scrapeSeconds: prometheus.scrapeSeconds,
          ruleFiles: ["rules/*.yml"],
          jobs: [fileJob(stack, ["targets.json"])],
          alertmanagers: sendsAlerts ? [`${ALERTMANAGER}:${ALERTMANAGER_PORT}`] : [],
        }),
      },
      {},
    );
    this.container = container(
      "prometheus",
      {
        image: images.prometheus,
        alias: "prometheus",
        memoryMiB: MEMORY_MIB,
        command: [
          `--config.file=${FILES.config}`,
          "--storage.tsdb.path=/prometheus",
          `--storage.tsdb.retention.time=${RETENTION}`,
          "--web.enable-lifecycle",
          // 5 s otherwise, and a release waits for its canary to be scraped.
          "--scrape.discovery-reload-interval=1s",
        ],
        volumes: [
          { name: this.#files.name, path: FOLDER, readOnly: true },
          { name: samples.name, path: "/prometheus", readOnly: false },
        ],
        ports: [{ internal: PORT, external: ports.prometheus }],
        life: { kind: "service", healthCheck: wget(PORT), startSeconds: 60, stopSeconds: 30 },
      },
      place,
      { dependsOn: config },
    );
  }

  /** What to scrape, which revision has which role, and the rules that are the same for every release. */
  scrape(targets: readonly ScrapeTarget[], options: pulumi.CustomResourceOptions): pulumi.Resource {
    const named = targets.map((target) => ({ ...target, service: factsOfService(target.service).name }));
    const labelled = pulumi.all(named.map(({ address }) => address)).apply((addresses) =>
      named.map(({ revision, service, version }, index) => ({
        address: addresses[index] ?? "",
        labels: { revision, service, version },
      })),
    );
    const files = {
      [FILES.targets]: labelled.apply(renderTargets),
      [FILES.releaseTrack]: renderReleaseTrackRules(named),
      [FILES.recordings]: renderRecordingRules(),
      [FILES.alerts]: renderAlertRules(),
    };
    const carrier = this.#carry("scrape-files", files, options);
    return new Loaded(
      "scrape",
      { prometheusUrl: this.url, files, expects: { kind: "targets", targets: labelled } },
      this.#options(options, [carrier, this.container]),
    );
  }

  recordRelease(rules: pulumi.Input<string>, options: pulumi.CustomResourceOptions): pulumi.Resource {
    const files = { [FILES.release]: rules };
    const carrier = this.#carry("release-record-file", files, options);
    return new Loaded(
      "release-record",
      { prometheusUrl: this.url, files, expects: { kind: "nothing" } },
      this.#options(options, [carrier, this.container]),
    );
  }

  #carry(
    name: string,
    files: Readonly<Record<string, pulumi.Input<string>>>,
    options: pulumi.CustomResourceOptions,
  ): docker.Container {
    const uploads = Object.entries(files).map(([file, content]) => ({ file, content }));
    return fileCarrier(
      name,
      { image: this.#image, volume: this.#files.name, folder: FOLDER, files: uploads },
      this.#place,
      options,
    );
  }

  #options(options: pulumi.CustomResourceOptions, dependsOn: pulumi.Resource[]): pulumi.CustomResourceOptions {
    return pulumi.mergeOptions(pulumi.mergeOptions(this.#place.parent, { dependsOn }), options);
  }
}

function runAlertmanager({ images, alerting }: DockerSettings, place: DockerPlace): void {
  const config = "/etc/alertmanager/release.yml";
  container(
    ALERTMANAGER,
    {
      image: images.alertmanager,
      alias: ALERTMANAGER,
      memoryMiB: ALERTMANAGER_MEMORY_MIB,
      command: [`--config.file=${config}`, "--storage.path=/alertmanager", "--cluster.listen-address="],
      files: [{ file: config, content: renderAlertmanagerConfig({ webhookUrl: alerting.webhookUrl }) }],
      life: { kind: "service", healthCheck: wget(ALERTMANAGER_PORT), startSeconds: 30, stopSeconds: 10 },
    },
    place,
    {},
  );
}

/** The images of Prometheus and Alertmanager have busybox. */
function wget(port: number): string[] {
  return ["wget", "-q", "-O", "/dev/null", `http://127.0.0.1:${port}/-/ready`];
}
