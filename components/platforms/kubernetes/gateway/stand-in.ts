import type { Manifest } from "../manifests/manifest.ts";
import { NOBODY, resourcesOf, restrictedPod } from "../manifests/pod.ts";
import { accountOf, deploymentOf, workload } from "../manifests/workload.ts";
import type { KubernetesSettings } from "../settings.ts";
import { GATEWAY_PORTS } from "./ports.ts";
import { CONTAINER_PORTS, gatewayPolicy, gatewayServices } from "./services.ts";

const DATA = "/data";
const DRAIN_SECONDS = 5;

/**
 * lab/gateway in a pod, for clusters where no Kong is to be had. One pod, and what it was told is in a folder of that pod:
 * a restarted container finds it again; with the pod it is gone, and only `up --refresh` writes it anew, so users get 404
 * in between. Nothing for production.
 */
export function standInManifests(settings: KubernetesSettings): Manifest[] {
  const own = workload(settings, "gateway");
  const { proxy, admin, status } = GATEWAY_PORTS;
  return [
    accountOf(own),
    gatewayPolicy(own, []),
    ...gatewayServices(own, settings),
    // Two of them would not know of each other's targets.
    deploymentOf(
      own,
      settings,
      { replicas: 1, strategy: "recreate" },
      restrictedPod({
        serviceAccountName: own.name,
        user: NOBODY,
        terminationGracePeriodSeconds: DRAIN_SECONDS + 15,
        volumes: [{ name: "data", mountPath: DATA, readOnly: false, source: { emptyDir: { sizeLimit: "64Mi" } } }],
        container: {
          name: "gateway",
          image: settings.images.lab,
          command: ["node", "lab/gateway/main.ts"],
          args: [
            ...["--host", "0.0.0.0", "--proxy-port", String(proxy), "--admin-port", String(admin)],
            ...["--status-port", String(status), "--data", `${DATA}/gateway.json`],
          ],
          ports: CONTAINER_PORTS,
          resources: resourcesOf(settings.cluster.resources.gateway),
          // Its status listens on 127.0.0.1, which no probe reaches; that it accepts connections is what can be asked.
          startupProbe: { tcpSocket: { port: "proxy" }, periodSeconds: 1, failureThreshold: 60 },
          readinessProbe: { tcpSocket: { port: "proxy" }, periodSeconds: 2, failureThreshold: 2 },
          livenessProbe: {
            tcpSocket: { port: "proxy" },
            periodSeconds: 10,
            timeoutSeconds: 5,
            failureThreshold: 6,
          },
          lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
        },
      }),
    ),
  ];
}
