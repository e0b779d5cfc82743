import { serviceLabel } from "./labels.ts";
import type { Manifest } from "./manifests/manifest.ts";
import { networkPolicy, pods } from "./manifests/network.ts";
import { NOBODY, resourcesOf, restrictedPod } from "./manifests/pod.ts";
import { accountOf, deploymentOf, serviceOf, workload } from "./manifests/workload.ts";
import type { KubernetesSettings } from "./settings.ts";

export const LLM_PORT = 8080;

/** lab/llm in a pod: what ai-pipeline asks where no LLM is configured. */
export function llmStandInManifests(settings: KubernetesSettings): Manifest[] {
  const own = workload(settings, "llm");
  const probe = { tcpSocket: { port: "http" } };
  return [
    accountOf(own),
    networkPolicy(own.name, own.metadata, own.selector, {
      ingress: [{ peers: [pods(serviceLabel("ai-pipeline"))], ports: ["http"] }],
      egress: [],
    }),
    serviceOf(own, LLM_PORT, "http"),
    deploymentOf(
      own,
      settings,
      { replicas: 1, strategy: "rolling" },
      restrictedPod({
        serviceAccountName: own.name,
        user: NOBODY,
        terminationGracePeriodSeconds: 20,
        container: {
          name: "llm",
          image: settings.images.lab,
          command: ["node", "lab/llm/main.ts"],
          env: [
            { name: "HOST", value: "0.0.0.0" },
            { name: "PORT", value: String(LLM_PORT) },
          ],
          ports: [{ name: "http", containerPort: LLM_PORT }],
          resources: resourcesOf(settings.cluster.resources.lab),
          startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 60 },
          readinessProbe: { ...probe, periodSeconds: 5 },
          livenessProbe: { ...probe, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
          lifecycle: { preStop: { sleep: { seconds: 2 } } },
        },
      }),
    ),
  ];
}
