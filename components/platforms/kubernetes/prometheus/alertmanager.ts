import type { Input } from "@pulumi/pulumi";
import { renderAlertmanagerConfig } from "../../../../monitoring/alertmanager/render.ts";
import type { Manifest, ManifestOf } from "../manifests/manifest.ts";
import { components, networkPolicy, toUrl } from "../manifests/network.ts";
import { NOBODY, resourcesOf, restrictedPod } from "../manifests/pod.ts";
import { accountOf, deploymentOf, serviceOf, workload } from "../manifests/workload.ts";
import type { KubernetesSettings } from "../settings.ts";
import { HEALTH_PROBES } from "./health-probes.ts";

export const ALERTMANAGER_PORT = 9093;

const CONFIG_FILE = "alertmanager.yml";

/** Its configuration: a Secret, since a webhook's URL often holds a token. Pulumi names it, so that a new one rolls the pod. */
export function alertmanagerConfig(settings: KubernetesSettings): ManifestOf<"Secret"> {
  const { metadata } = workload(settings, "alertmanager");
  const { name: _name, ...unnamed } = metadata;
  const text = renderAlertmanagerConfig({ webhookUrl: settings.alerting.webhookUrl });
  return { kind: "Secret", metadata: unnamed, stringData: { [CONFIG_FILE]: text } };
}

/** @param config name of the Secret with its configuration */
export function alertmanagerManifests(settings: KubernetesSettings, config: Input<string>): Manifest[] {
  const own = workload(settings, "alertmanager");
  return [
    accountOf(own),
    networkPolicy(own.name, own.metadata, own.selector, {
      ingress: [{ peers: components("prometheus"), ports: ["http"] }],
      egress: [toUrl(settings.alerting.webhookUrl)],
    }),
    serviceOf(own, ALERTMANAGER_PORT, "http"),
    deploymentOf(
      own,
      settings,
      { replicas: 1, strategy: "recreate" },
      restrictedPod({
        serviceAccountName: own.name,
        user: NOBODY,
        terminationGracePeriodSeconds: 30,
        volumes: [
          {
            name: "config",
            mountPath: "/etc/alertmanager",
            readOnly: true,
            source: { secret: { secretName: config } },
          },
          // Silences end with the pod.
          {
            name: "data",
            mountPath: "/alertmanager",
            readOnly: false,
            source: { emptyDir: { sizeLimit: "256Mi" } },
          },
        ],
        container: {
          name: "alertmanager",
          image: settings.images.alertmanager,
          args: [
            `--config.file=/etc/alertmanager/${CONFIG_FILE}`,
            "--storage.path=/alertmanager",
            // One pod has nobody to gossip with.
            "--cluster.listen-address=",
          ],
          ports: [{ name: "http", containerPort: ALERTMANAGER_PORT }],
          resources: resourcesOf(settings.cluster.resources.alertmanager),
          startupProbe: { httpGet: { path: "/-/ready", port: "http" }, periodSeconds: 1, failureThreshold: 60 },
          ...HEALTH_PROBES,
        },
      }),
    ),
  ];
}
