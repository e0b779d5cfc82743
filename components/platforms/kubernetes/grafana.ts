import { renderDashboards } from "../../../monitoring/dashboards/render.ts";
import { renderGrafanaProvisioning } from "../../../monitoring/grafana/provisioning.ts";
import type { Manifest, ManifestOf } from "./manifests/manifest.ts";
import { components, networkPolicy } from "./manifests/network.ts";
import { resourcesOf, restrictedPod, type Volume } from "./manifests/pod.ts";
import { accountOf, deploymentOf, serviceOf, workload } from "./manifests/workload.ts";
import { addressInside, nameByContent } from "./names.ts";
import { PROMETHEUS_PORT } from "./prometheus/prometheus.ts";
import type { KubernetesSettings } from "./settings.ts";

export const GRAFANA_PORT = 3000;

/** `grafana` in Grafana's images. */
const GRAFANA_USER = 472;
const PROVISIONING = "/etc/grafana/provisioning";
const DASHBOARDS = "/etc/grafana/dashboards";

/** Whoever reaches it may look, nobody may change anything, and there is no account to log in with. */
const READ_ONLY = {
  GF_AUTH_ANONYMOUS_ENABLED: "true",
  GF_AUTH_ANONYMOUS_ORG_ROLE: "Viewer",
  GF_AUTH_BASIC_ENABLED: "false",
  GF_AUTH_DISABLE_LOGIN_FORM: "true",
  GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: "true",
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
};

/** The dashboards, with the label by which the sidecar of Grafana's own chart finds them, for a Grafana that is there. */
export function dashboards(settings: KubernetesSettings): ManifestOf<"ConfigMap"> & { metadata: { name: string } } {
  const { metadata } = workload(settings, "grafana");
  const data = renderDashboards();
  const labels = { ...metadata.labels, grafana_dashboard: "1" };
  const name = nameByContent("grafana-dashboards", data);
  return { kind: "ConfigMap", metadata: { ...metadata, labels, name }, immutable: true, data: { ...data } };
}

/** Grafana with its data source and dashboards, all from code. It keeps nothing: a lost pod loses nothing. */
export function grafanaManifests(settings: KubernetesSettings): Manifest[] {
  const own = workload(settings, "grafana");
  const { prometheus, place, images, cluster } = settings;
  const files = renderGrafanaProvisioning({
    prometheusUrl: prometheus.url || `http://${addressInside(place, "prometheus", PROMETHEUS_PORT)}`,
    dashboardsFolder: DASHBOARDS,
    scrapeSeconds: prometheus.scrapeSeconds,
  });
  // A ConfigMap's keys hold no slash; the volume puts the files into their folders again.
  const keys = Object.keys(files).map((path) => ({ key: path.replaceAll("/", "."), path }));
  const data = Object.fromEntries(keys.map(({ key, path }) => [key, files[path] ?? ""]));
  const provisioning = nameByContent("grafana-provisioning", data);
  const board = dashboards(settings);
  const volumes: Volume[] = [
    {
      name: "provisioning",
      mountPath: PROVISIONING,
      readOnly: true,
      source: { configMap: { name: provisioning, items: keys } },
    },
    { name: "dashboards", mountPath: DASHBOARDS, readOnly: true, source: { configMap: { name: board.metadata.name } } },
    { name: "data", mountPath: "/var/lib/grafana", readOnly: false, source: { emptyDir: { sizeLimit: "256Mi" } } },
  ];
  const health = { httpGet: { path: "/api/health", port: "http" } };
  return [
    accountOf(own),
    networkPolicy(own.name, own.metadata, own.selector, {
      ingress: [],
      egress: [{ peers: components("prometheus"), ports: ["http"] }],
    }),
    board,
    { kind: "ConfigMap", metadata: { ...own.metadata, name: provisioning }, immutable: true, data },
    serviceOf(own, GRAFANA_PORT, "http"),
    deploymentOf(
      own,
      settings,
      { replicas: 1, strategy: "rolling" },
      restrictedPod({
        serviceAccountName: own.name,
        user: GRAFANA_USER,
        terminationGracePeriodSeconds: 30,
        volumes,
        container: {
          name: "grafana",
          image: images.grafana,
          env: Object.entries(READ_ONLY).map(([name, value]) => ({ name, value })),
          ports: [{ name: "http", containerPort: GRAFANA_PORT }],
          resources: resourcesOf(cluster.resources.grafana),
          startupProbe: { ...health, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 60 },
          readinessProbe: { ...health, periodSeconds: 5, timeoutSeconds: 3 },
          livenessProbe: { ...health, periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 6 },
        },
      }),
    ),
  ];
}
