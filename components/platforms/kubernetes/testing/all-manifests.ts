import { SERVICES } from "../../../services.ts";
import type { RevisionDefinition } from "../../platform.ts";
import { kongManifests, migrations } from "../gateway/kong.ts";
import { postgresManifests } from "../gateway/postgres.ts";
import { standInManifests } from "../gateway/stand-in.ts";
import { grafanaManifests } from "../grafana.ts";
import { llmStandInManifests } from "../llm.ts";
import type { Manifest } from "../manifests/manifest.ts";
import { denyAll } from "../manifests/network.ts";
import {
  type RevisionRequest,
  revisionDeployment,
  revisionService,
  revisionSurroundings,
} from "../manifests/revision.ts";
import { alertmanagerConfig, alertmanagerManifests } from "../prometheus/alertmanager.ts";
import { prometheusManifests } from "../prometheus/prometheus.ts";
import type { KubernetesSettings } from "../settings.ts";

const VERSIONS = { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.1.0" } as const;

/** A revision of each service. */
export function requests(settings: KubernetesSettings): RevisionRequest[] {
  return SERVICES.map((facts) => {
    const version = VERSIONS[facts.key];
    const definition: RevisionDefinition = {
      name: `${facts.name}-${version}-abcdef`,
      service: facts.key,
      version,
      environment: {},
    };
    return { settings, definition, facts, tracks: ["stable"] };
  });
}

/** Everything that the platform can make, whichever gateway and LLM config names; Secrets have the names of their kinds. */
export function allManifests(settings: KubernetesSettings): Manifest[] {
  const { before, after } = migrations(settings, "password");
  return [
    denyAll({ namespace: settings.place.namespace, labels: {} }),
    ...requests(settings).flatMap((request) => [
      revisionDeployment(request, { environment: "environment", secrets: { LLM_API_KEY: "llm" } }),
      revisionService(request),
      ...revisionSurroundings(request),
    ]),
    ...(settings.gateway.mode === "managed"
      ? [...postgresManifests(settings, "password"), ...before, ...kongManifests(settings, "password"), ...after]
      : standInManifests(settings)),
    ...llmStandInManifests(settings),
    ...prometheusManifests(settings),
    alertmanagerConfig(settings),
    ...alertmanagerManifests(settings, "alertmanager"),
    ...grafanaManifests(settings),
  ];
}
