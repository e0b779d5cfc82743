import { parse } from "yaml";
import type { ProviderDifference } from "../../deployment/steps/difference.ts";
import { changedKeys, equalValues } from "../../deployment/values/difference.ts";
import { isPlainObject, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import type { CheckFailure } from "../../deployment/wire/provider.ts";
import { objectsAt, textAt, valueAt } from "../objects/kube-object.ts";

/** What a provider resource, or the stack's config under `kubernetes:`, says. */
export interface Configuration {
  /** Path or content; undefined: where kubectl itself looks (KUBECONFIG, then ~/.kube/config, then the pod's own). */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly cluster: string | undefined;
  /** Where objects go that say nothing. Default: the context's. */
  readonly namespace: string | undefined;
  /** Default: false, and an object that others' fields conflict with is an error. */
  readonly enablePatchForce: boolean;
  /** Default: false, and data that change replace a ConfigMap. */
  readonly enableConfigMapMutable: boolean;
  /** Default: false, and data that change replace a Secret. */
  readonly enableSecretMutable: boolean;
  /** Default: false, and an object that is there already is not taken over. */
  readonly upsertExistingObjects: boolean;
  /** Default: false. What a cluster held that is not there any more counts as gone. */
  readonly deleteUnreachable: boolean;
  /** Default: false. Keep the server's warnings of deprecated versions to oneself. */
  readonly suppressDeprecationWarnings: boolean;
  /**
   * Default: false. Nothing is asked of the cluster: previews show what the program gives, and everything else is refused. For
   * the environment alone, since it says where a command runs and not what a stack is.
   */
  readonly offline: boolean;
}

/** The variable that says so. */
export const OFFLINE = "PULUMI_K8S_PREVIEW_OFFLINE";

const TEXTS = ["kubeconfig", "context", "cluster", "namespace", "clusterIdentifier"] as const;

/** By option, the variable that says it where the configuration does not. */
const SWITCHES = {
  enablePatchForce: "PULUMI_K8S_ENABLE_PATCH_FORCE",
  enableConfigMapMutable: "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
  enableSecretMutable: "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
  upsertExistingObjects: "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
  deleteUnreachable: "PULUMI_K8S_DELETE_UNREACHABLE",
  suppressDeprecationWarnings: "PULUMI_K8S_SUPPRESS_DEPRECATION_WARNINGS",
  suppressHelmHookWarnings: "PULUMI_K8S_SUPPRESS_HELM_HOOK_WARNINGS",
  enableServerSideApply: "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY",
  skipUpdateUnreachable: "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE",
} as const;
type Switch = keyof typeof SWITCHES;

/** Options of the plugin's that this provider has only one answer to, and why. */
const FIXED: Partial<Record<Switch, { readonly only: boolean; readonly why: string }>> = {
  enableServerSideApply: { only: true, why: "this provider knows no other way" },
  skipUpdateUnreachable: { only: false, why: "an unreachable cluster is an error" },
};

const UNSUPPORTED = ["renderYamlToDirectory", "alwaysRender", "helmReleaseSettings", "kubeClientSettings"];

/** What the engine keeps beside a provider's configuration. */
const ENGINES_OWN = ["version", "pluginDownloadURL"];

const TRUE = ["1", "t", "T", "true", "TRUE", "True"];
const FALSE = ["0", "f", "F", "false", "FALSE", "False"];

function switchOf(value: PropertyValue | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (TRUE.includes(String(value))) return true;
  return FALSE.includes(String(value)) ? false : undefined;
}

/** @param given in clear, unknowns as they are in a preview */
export function checkConfiguration(given: PropertyMap, env: NodeJS.ProcessEnv): CheckFailure[] {
  const failures: CheckFailure[] = [];
  for (const [property, value] of Object.entries(given)) {
    if (value === null || value === UNKNOWN || ENGINES_OWN.includes(property)) continue;
    const reason = problemOf(property, value);
    if (reason !== undefined) failures.push({ property, reason });
  }
  for (const [name, variable] of Object.entries(SWITCHES)) {
    const value = env[variable];
    if (isGiven(given[name]) || value === undefined || value === "") continue;
    const reason = problemOf(name, value);
    if (reason !== undefined) failures.push({ property: "", reason: `${variable}=${value}: ${reason}` });
  }
  const offline = env[OFFLINE];
  if (isGiven(offline) && switchOf(offline) === undefined) {
    failures.push({ property: "", reason: `${OFFLINE}=${offline}: it must be true or false` });
  }
  return failures;
}

function problemOf(property: string, value: PropertyValue): string | undefined {
  if (UNSUPPORTED.includes(property)) {
    return (
      "it is not supported by the provider that is built into the embedded engine; remove it, or install the plugin " +
      "with `pulumi plugin install resource kubernetes`"
    );
  }
  if (property === "kubeconfig" && isPlainObject(value)) return undefined;
  if (TEXTS.some((name) => name === property)) {
    return typeof value === "string" ? undefined : "it must be a text";
  }
  if (!Object.hasOwn(SWITCHES, property)) return `it is not an option; there are ${OPTIONS.join(", ")}`;
  const on = switchOf(value);
  if (on === undefined) return "it must be true or false";
  const fixed = FIXED[property as Switch];
  return fixed === undefined || on === fixed.only ? undefined : `it can only be ${fixed.only}: ${fixed.why}`;
}

const OPTIONS = [...TEXTS, ...Object.keys(SWITCHES)];

function isGiven(value: PropertyValue | undefined): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** @param given as checked, in clear and all known */
export function configurationOf(given: PropertyMap, env: NodeJS.ProcessEnv): Configuration {
  const text = (name: (typeof TEXTS)[number]): string | undefined => {
    const value = given[name];
    if (!isGiven(value)) return undefined;
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  const on = (name: Switch): boolean => switchOf(given[name]) ?? switchOf(env[SWITCHES[name]]) ?? false;
  const kubeconfig = text("kubeconfig");
  return {
    // The SDK passes the variable on, which may be a list of files that only kubectl itself reads as one.
    kubeconfig: kubeconfig === env.KUBECONFIG ? undefined : kubeconfig,
    context: text("context"),
    cluster: text("cluster"),
    namespace: text("namespace"),
    enablePatchForce: on("enablePatchForce"),
    enableConfigMapMutable: on("enableConfigMapMutable"),
    enableSecretMutable: on("enableSecretMutable"),
    upsertExistingObjects: on("upsertExistingObjects"),
    deleteUnreachable: on("deleteUnreachable"),
    suppressDeprecationWarnings: on("suppressDeprecationWarnings"),
    offline: switchOf(env[OFFLINE]) ?? false,
  };
}

/**
 * How two configurations differ. Everything that they manage is replaced when they lead to another cluster, as far as
 * can be told: a cluster is where its kubeconfig's context leads, unless `clusterIdentifier` names it.
 * @param read gives the content of a kubeconfig that is named by its path; undefined when it cannot be read
 */
export function configurationDifference(
  olds: PropertyMap,
  news: PropertyMap,
  read: (path: string) => string | undefined,
): ProviderDifference {
  const changed = changedKeys(olds, news).filter((key) => !ENGINES_OWN.includes(key));
  return {
    changes: changed.length > 0 ? "some" : "none",
    replaces: replacingKeys(olds, news, changed, read),
    changed,
    deleteBeforeReplace: false,
    detailed: undefined,
  };
}

const CONNECTION = ["kubeconfig", "context", "cluster"];

function replacingKeys(
  olds: PropertyMap,
  news: PropertyMap,
  changed: readonly string[],
  read: (path: string) => string | undefined,
): string[] {
  const identified = isGiven(olds.clusterIdentifier) && isGiven(news.clusterIdentifier);
  if (identified) return changed.filter((key) => key === "clusterIdentifier");
  const connection = changed.filter((key) => CONNECTION.includes(key));
  if (connection.some((key) => news[key] === UNKNOWN)) return connection;
  const [before, after] = [endpointOf(olds, read), endpointOf(news, read)];
  return before !== undefined && after !== undefined && !equalValues(before, after) ? connection : [];
}

/** What a kubeconfig says of the cluster that is meant; undefined when it cannot be told. */
function endpointOf(given: PropertyMap, read: (path: string) => string | undefined): PropertyValue | undefined {
  const { kubeconfig } = given;
  if (!isGiven(kubeconfig)) return undefined;
  const config = typeof kubeconfig === "string" ? parsedKubeconfig(read(kubeconfig)) : kubeconfig;
  const context = textAt(given, "context") || textAt(config, "current-context");
  const named = objectsAt(config, "contexts").find(({ name }) => name === context);
  const cluster = textAt(given, "cluster") || textAt(named, "context", "cluster");
  return valueAt(
    objectsAt(config, "clusters").find(({ name }) => name === cluster),
    "cluster",
  );
}

function parsedKubeconfig(content: string | undefined): PropertyValue | undefined {
  if (content === undefined) return undefined;
  try {
    return parse(content) as PropertyValue;
  } catch {
    // kubectl will say what is wrong with it.
    return undefined;
  }
}
