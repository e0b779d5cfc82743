import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { renderAlertRules } from "../../../../monitoring/alerts/render.ts";
import { renderRecordingRules } from "../../../../monitoring/recordings/render.ts";
import { renderReleaseTrackRules } from "../../../../monitoring/release/release-track.ts";
import { factsOfService } from "../../../services.ts";
import type { Platform, ScrapeTarget } from "../../platform.ts";
import type { Cluster } from "../cluster.ts";
import type { ManifestOf } from "../manifests/manifest.ts";
import { workload } from "../manifests/workload.ts";
import type { KubernetesSettings } from "../settings.ts";
import { RULES_CONFIG_MAP } from "./prometheus.ts";
import { RULES_LOADED } from "./taken-in/loaded.ts";
import { TakenIn } from "./taken-in/resource.ts";

const DIGEST_LENGTH = 12;

/** Files of rules by name, and the digest that Prometheus shows once it has loaded exactly these. */
export interface RuleFiles {
  readonly digest: string;
  readonly files: Readonly<Record<string, string>>;
}

/** All rules of a release. Pure; the order of the targets does not show. */
export function ruleFiles(targets: readonly Omit<ScrapeTarget, "address">[]): RuleFiles {
  const named = targets.map((target) => ({ ...target, service: factsOfService(target.service).name }));
  const files = {
    "alerts.yml": renderAlertRules(),
    "recordings.yml": renderRecordingRules(),
    "release-track.yml": renderReleaseTrackRules(named),
  };
  const digest = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, DIGEST_LENGTH);
  const loaded = { record: RULES_LOADED, expr: "vector(1)", labels: { digest } };
  // Kubernetes swaps all files of a volume at once, so a Prometheus that shows this rule has the others too.
  return { digest, files: { ...files, "loaded.yml": stringify({ groups: [{ name: "loaded", rules: [loaded] }] }) } };
}

export interface RulesRequest {
  readonly settings: KubernetesSettings;
  readonly cluster: Cluster;
  readonly targets: readonly ScrapeTarget[];
  readonly prometheus: Platform["prometheus"];
  readonly options: pulumi.CustomResourceOptions;
}

/**
 * Gives Prometheus its rules, and waits until it has loaded them and found the revisions' pods. One that was there before
 * takes no rules from here: it is asked for the pods alone, and whoever runs it takes the rules from the ConfigMap.
 */
export function createRules({ settings, cluster, targets, prometheus, options }: RulesRequest): pulumi.Resource {
  const { digest, files } = ruleFiles(targets);
  const { metadata, selector } = workload(settings, "prometheus");
  const manifest: ManifestOf<"ConfigMap"> = {
    kind: "ConfigMap",
    metadata: { ...metadata, name: RULES_CONFIG_MAP },
    data: { ...files },
  };
  const rules = cluster.create(RULES_CONFIG_MAP, manifest, options);
  const own = settings.prometheus.url === "";
  return new TakenIn(
    "scrape",
    {
      prometheusUrl: prometheus.url,
      revisions: targets.map(({ revision }) => revision).sort(),
      // They are found by their pods, which are there once a revision has its address.
      addresses: targets.map(({ address }) => address),
      ...(own ? { rules: { digest, place: settings.place, selector } } : {}),
    },
    pulumi.mergeOptions(options, { dependsOn: [rules, ...prometheus.ready] }),
  );
}
