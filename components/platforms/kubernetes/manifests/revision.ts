import type { Input } from "@pulumi/pulumi";
import type { ServiceFacts } from "../../../services.ts";
import type { RevisionDefinition, RevisionRole } from "../../platform.ts";
import { componentLabel, revisionLabels, revisionSelector, serviceLabel, stackLabels } from "../labels.ts";
import { objectName } from "../names.ts";
import { replicasFor } from "../replicas.ts";
import type { KubernetesSettings } from "../settings.ts";
import type { DeploymentManifest, ManifestOf, Metadata, ServiceManifest } from "./manifest.ts";
import { components, networkPolicy, pods, toUrl, type Way } from "./network.ts";
import { NOBODY, resourcesOf, restrictedPod, spread } from "./pod.ts";
import { NOT_AWAITED } from "./workload.ts";

/** How long requests may take to finish after SIGTERM: above the 5 s that one may last. */
const SHUTDOWN_SECONDS = 6;
/** How long a pod that is leaving serves on: every node must have learnt that it gets no new connections. */
const DRAIN_SECONDS = 5;
/** For the process to exit once its requests are done. */
const EXIT_SECONDS = 4;
/** A service starts in about a second; one that has not within a minute is restarted. */
const START_SECONDS = 60;

/** A revision on this cluster, and what is needed of it. */
export interface RevisionRequest {
  readonly settings: KubernetesSettings;
  readonly definition: RevisionDefinition;
  readonly facts: ServiceFacts;
  readonly tracks: readonly RevisionRole[];
}

/** What a revision's process is told, but for its secrets. */
export function environmentOf(
  { definition, facts }: RevisionRequest,
  bindings: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...definition.environment,
    ...bindings,
    HOST: "0.0.0.0",
    PORT: String(facts.containerPort),
    SERVICE_VERSION: definition.version,
    SERVICE_REVISION: definition.name,
    SHUTDOWN_TIMEOUT_MS: String(SHUTDOWN_SECONDS * 1000),
  };
}

/** Objects that a revision's pods stand on. */
export interface Foundations {
  /** Name of the ConfigMap with its environment. */
  readonly environment: Input<string>;
  /** Secret by the variable that holds it: the Secret's name; its key is the variable's name. */
  readonly secrets: Readonly<Record<string, Input<string>>>;
}

/**
 * The pods of a revision. Its template depends on nothing but the definition, what it is bound to and this code: roles
 * and shares change the number of its pods and never restart one.
 */
export function revisionDeployment(
  request: RevisionRequest,
  { environment, secrets }: Foundations,
): DeploymentManifest {
  const { settings, definition, facts, tracks } = request;
  const { cluster, images, canaryPercent } = settings;
  const image = images.services[`${facts.name}@${definition.version}`] ?? "";
  const selector = revisionSelector(definition);
  const metadata = revisionMetadata(request);
  const health = { httpGet: { path: "/health", port: "http" } };
  return {
    kind: "Deployment",
    metadata,
    spec: {
      // The autoscaler's alone where there is one.
      ...(cluster.autoscaling.maxReplicas > 0
        ? {}
        : { replicas: replicasFor(tracks, canaryPercent, cluster.replicas) }),
      selector: { matchLabels: { ...selector } },
      // Pods are added before others go: a change of this code is no outage.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "50%" } },
      progressDeadlineSeconds: cluster.rolloutTimeoutSeconds,
      revisionHistoryLimit: 2,
      template: {
        metadata: { labels: { ...metadata.labels } },
        spec: restrictedPod({
          serviceAccountName: objectName(definition.name),
          user: NOBODY,
          terminationGracePeriodSeconds: DRAIN_SECONDS + SHUTDOWN_SECONDS + EXIT_SECONDS,
          container: {
            name: facts.name,
            image,
            ports: [{ name: "http", containerPort: facts.containerPort }],
            envFrom: [{ configMapRef: { name: environment } }],
            env: Object.entries(secrets).map(([name, secret]) => ({
              name,
              valueFrom: { secretKeyRef: { name: secret, key: name } },
            })),
            resources: resourcesOf(cluster.resources[definition.service]),
            startupProbe: { ...health, periodSeconds: 1, timeoutSeconds: 2, failureThreshold: START_SECONDS },
            readinessProbe: { ...health, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 2 },
            // Slow to judge: a restart helps against a process that hangs, and against nothing else.
            livenessProbe: { ...health, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
            // Images have no shell to sleep in.
            lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
          },
          more: { topologySpreadConstraints: spread(selector) },
        }),
      },
    },
  };
}

/** By its name the gateway, the caller and Prometheus' users reach a revision. */
export function revisionService(request: RevisionRequest): ServiceManifest {
  return {
    kind: "Service",
    metadata: { ...revisionMetadata(request), annotations: NOT_AWAITED },
    spec: {
      selector: { ...revisionSelector(request.definition) },
      ports: [{ name: "http", port: request.facts.containerPort, targetPort: "http" }],
    },
  };
}

/** What else a revision has: an account without rights, its budget, its ways on the network, and perhaps an autoscaler. */
export function revisionSurroundings(
  request: RevisionRequest,
): [
  ManifestOf<"ServiceAccount">,
  ...ManifestOf<"NetworkPolicy" | "PodDisruptionBudget" | "HorizontalPodAutoscaler">[],
] {
  const { settings, definition } = request;
  const metadata = revisionMetadata(request);
  const matchLabels = { ...revisionSelector(definition) };
  const autoscaled = settings.cluster.autoscaling.maxReplicas > 0;
  return [
    { kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
    {
      kind: "PodDisruptionBudget",
      metadata,
      // One at a time; the last one too, or a node with a canary's only pod could never be emptied.
      spec: { selector: { matchLabels }, maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    },
    networkPolicy(metadata.name, metadata, matchLabels, waysOf(request)),
    ...(autoscaled ? [autoscaler(request, metadata)] : []),
  ];
}

/** What all objects of a revision are called and labelled. */
export function revisionMetadata({
  settings,
  definition,
  facts,
}: RevisionRequest): Metadata & { name: string; namespace: string } {
  return {
    name: objectName(definition.name),
    namespace: settings.place.namespace,
    labels: {
      ...stackLabels(settings.stack),
      ...componentLabel("revision"),
      ...revisionLabels(definition, facts.name),
    },
  };
}

/** The path of a request: gateway → automation-service → ai-pipeline → LLM. Prometheus reads every revision. */
function waysOf({ settings, definition }: RevisionRequest): { ingress: Way[]; egress: Way[] } {
  // What is not the stack's own is somewhere that nobody here knows: then anybody may call.
  const foreign = settings.gateway.mode === "existing" || settings.prometheus.url !== "";
  const callers = definition.service === "aiPipeline" ? [pods(serviceLabel("automation-service"))] : [];
  const peers = foreign ? [] : [...components("gateway", "prometheus"), ...callers];
  const ingress = [{ peers, ports: ["http"] }];
  switch (definition.service) {
    case "automationService":
      return { ingress, egress: [{ peers: [pods(serviceLabel("ai-pipeline"))], ports: ["http"] }] };
    case "aiPipeline":
      return {
        ingress,
        egress: [settings.llm.standIn ? { peers: components("llm"), ports: ["http"] } : toUrl(settings.llm.baseUrl)],
      };
    case "frontend":
      return { ingress, egress: [] };
  }
}

/**
 * Keeps a revision between its share of `replicas` and the most that config allows. It begins with one pod and has its
 * least number within the autoscaler's next look, 15 s.
 */
function autoscaler(
  { settings: { cluster, canaryPercent }, tracks }: RevisionRequest,
  metadata: Metadata & { name: string },
): ManifestOf<"HorizontalPodAutoscaler"> {
  const { maxReplicas, cpuPercent } = cluster.autoscaling;
  return {
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: metadata.name },
      minReplicas: replicasFor(tracks, canaryPercent, cluster.replicas),
      maxReplicas,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPercent } },
        },
      ],
    },
  };
}
