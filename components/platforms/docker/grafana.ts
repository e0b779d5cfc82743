import type * as pulumi from "@pulumi/pulumi";
import { renderGrafanaProvisioning } from "../../../monitoring/grafana/provisioning.ts";
import { container, publishedUrl } from "./container.ts";
import type { DockerPlace, DockerSettings } from "./settings.ts";

const PORT = 3000;
const MEMORY_MIB = 512;
const PROVISIONING = "/etc/grafana/provisioning";
const DASHBOARDS = "/etc/grafana/dashboards";

/** Whoever reaches it may look, and nobody logs in: what it shows is rendered from code, so there is nothing to change. */
const SETTINGS = {
  GF_AUTH_ANONYMOUS_ENABLED: "true",
  GF_AUTH_ANONYMOUS_ORG_ROLE: "Viewer",
  GF_AUTH_DISABLE_LOGIN_FORM: "true",
  GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: "true",
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
} as const;

/**
 * Grafana with its data source and dashboards, on a free port of 127.0.0.1. A change of a dashboard makes another one:
 * it keeps nothing.
 *
 * @param prometheusUrl as containers of the stack reach it
 * @param dashboards text by file name
 */
export function runGrafana(
  { images, prometheus }: DockerSettings,
  {
    prometheusUrl,
    dashboards,
  }: { readonly prometheusUrl: string; readonly dashboards: Readonly<Record<string, string>> },
  place: DockerPlace,
): pulumi.Output<string> {
  const provisioning = renderGrafanaProvisioning({
    prometheusUrl,
    dashboardsFolder: DASHBOARDS,
    scrapeSeconds: prometheus.scrapeSeconds,
  });
  const files = (folder: string, texts: Readonly<Record<string, string>>) =>
    Object.entries(texts).map(([file, content]) => ({ file: `${folder}/${file}`, content }));
  const grafana = container(
    "grafana",
    {
      image: images.grafana,
      alias: "grafana",
      memoryMiB: MEMORY_MIB,
      environment: SETTINGS,
      files: [...files(PROVISIONING, provisioning), ...files(DASHBOARDS, dashboards)],
      ports: [{ internal: PORT }],
      life: {
        kind: "service",
        healthCheck: ["wget", "-q", "-O", "/dev/null", `http://127.0.0.1:${PORT}/api/health`],
        startSeconds: 60,
        stopSeconds: 10,
      },
    },
    place,
    {},
  );
  return publishedUrl(grafana, PORT);
}
