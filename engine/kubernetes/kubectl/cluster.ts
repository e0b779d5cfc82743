import { isPlainObject } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { Propagation } from "../objects/annotations.ts";
import { groupOf, type KubeObject, type ObjectIdentity, objectsAt, textAt, valueAt } from "../objects/kube-object.ts";
import type { TypeToken } from "../objects/type-token.ts";
import type { Kubectl } from "./kubectl.ts";
import { KubectlError } from "./kubectl-error.ts";

/** What the API says of a kind. */
export interface KindInfo {
  /** As kubectl takes it: `deployments.v1.apps`. */
  readonly resource: string;
  readonly namespaced: boolean;
}

export interface Applied {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/** How far kubectl and the cluster may be apart, in minor versions; by Kubernetes' version skew policy. */
const SUPPORTED_SKEW = 1;

/** What this provider asks of a cluster, each a command of kubectl. All methods throw `KubectlError`. */
export class Cluster {
  private readonly kubectl: Kubectl;
  private readonly groups = new Map<string, Promise<ReadonlyMap<string, KindInfo>>>();
  private named: Promise<string> | undefined;

  constructor(kubectl: Kubectl) {
    this.kubectl = kubectl;
  }

  /** The namespace of the kubeconfig's context: where kubectl itself would put things. */
  contextNamespace(): Promise<string> {
    this.named ??= this.kubectl.run(["config", "view", "--minify", "--output=jsonpath={..namespace}"]).then(
      ({ stdout }) => stdout.trim() || "default",
      (error: unknown) => {
        // Without a kubeconfig there may still be a cluster: the one whose pod this runs in.
        if (error instanceof KubectlError && error.failure === "configuration") return "default";
        throw error;
      },
    );
    return this.named;
  }

  /** @returns a warning when kubectl is too old or too new for the cluster */
  async versionSkew(): Promise<string | undefined> {
    const { stdout } = await this.kubectl.run(["version", "--output=json"]);
    const versions = parsed(stdout);
    const [client, server] = ["clientVersion", "serverVersion"].map((side) => minorVersion(valueAt(versions, side)));
    if (client === undefined || server === undefined || Math.abs(client - server) <= SUPPORTED_SKEW) return undefined;
    return (
      `kubectl ${textAt(versions, "clientVersion", "gitVersion")} is more than one minor version away from the ` +
      `cluster's ${textAt(versions, "serverVersion", "gitVersion")}, which Kubernetes does not support; put a ` +
      "matching kubectl on PATH"
    );
  }

  /** @returns undefined when the cluster has no such kind now; it may get it later */
  async kindInfo({ apiVersion, kind }: TypeToken): Promise<KindInfo | undefined> {
    let known = this.groups.get(apiVersion);
    if (known === undefined) {
      known = this.kindsOf(apiVersion);
      this.groups.set(apiVersion, known);
    }
    try {
      const found = (await known).get(kind);
      if (found === undefined) this.groups.delete(apiVersion);
      return found;
    } catch (error) {
      this.groups.delete(apiVersion);
      throw error;
    }
  }

  private async kindsOf(apiVersion: string): Promise<ReadonlyMap<string, KindInfo>> {
    const group = groupOf(apiVersion);
    const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
    const path = group === "" ? `/api/${version}` : `/apis/${apiVersion}`;
    const answer = await orNothing(this.kubectl.run(["get", "--raw", path]));
    const resources = objectsAt(answer === undefined ? undefined : parsed(answer.stdout), "resources");
    return new Map(
      resources
        // Subresources have a kind too: deployments/scale.
        .filter((resource) => !textAt(resource, "name").includes("/"))
        .map((resource) => [
          textAt(resource, "kind"),
          { resource: `${textAt(resource, "name")}.${version}.${group}`, namespaced: resource.namespaced === true },
        ]),
    );
  }

  /** @returns undefined when there is none */
  async get(
    kind: KindInfo,
    identity: Pick<ObjectIdentity, "name" | "namespace">,
    options: { readonly managedFields?: boolean } = {},
  ): Promise<KubeObject | undefined> {
    const args = ["get", kind.resource, identity.name, ...inNamespace(identity.namespace), "--output=json"];
    if (options.managedFields === true) args.push("--show-managed-fields");
    const answer = await orNothing(this.kubectl.run(args));
    return answer === undefined ? undefined : parsed(answer.stdout);
  }

  /** @param resources separated by commas */
  async list(resources: string, namespace: string, selection: readonly string[]): Promise<KubeObject[]> {
    const args = ["get", resources, ...inNamespace(namespace), ...selection, "--output=json"];
    const { stdout } = await this.kubectl.run(args);
    return objectsAt(parsed(stdout), "items");
  }

  /** Server-side apply. With `dryRun` the server decides, and nothing changes. */
  async apply(
    manifest: KubeObject,
    options: { readonly fieldManager: string; readonly force: boolean; readonly dryRun: boolean },
  ): Promise<Applied> {
    const args = ["apply", "--server-side", `--field-manager=${options.fieldManager}`, "--filename=-", "--output=json"];
    if (options.force) args.push("--force-conflicts");
    if (options.dryRun) args.push("--dry-run=server");
    const namespace = textAt(manifest, "metadata", "namespace");
    const { stdout, warnings } = await this.kubectl.run([...args, ...inNamespace(namespace)], JSON.stringify(manifest));
    return { object: parsed(stdout), warnings };
  }

  /** Returns when the deletion has begun; one that is gone already is fine. */
  async delete(
    kind: KindInfo,
    identity: Pick<ObjectIdentity, "name" | "namespace">,
    propagation: Propagation,
  ): Promise<void> {
    await this.kubectl.run([
      "delete",
      kind.resource,
      identity.name,
      ...inNamespace(identity.namespace),
      `--cascade=${propagation}`,
      "--wait=false",
      "--ignore-not-found",
    ]);
  }

  /** What the cluster warned of about objects in a namespace, by the name that each warning is about; oldest first. */
  async warningEvents(namespace: string): Promise<KubeObject[]> {
    const selection = ["--field-selector=type=Warning", "--sort-by=.metadata.creationTimestamp"];
    return this.list("events.v1.", namespace, selection);
  }

  /** The last lines that a container wrote. Nothing when there are none to be had. */
  async lastLines(
    pod: Pick<ObjectIdentity, "name" | "namespace">,
    container: string,
    options: { readonly previous: boolean; readonly lines: number },
  ): Promise<string[]> {
    const args = [
      "logs",
      pod.name,
      ...inNamespace(pod.namespace),
      `--container=${container}`,
      `--tail=${options.lines}`,
    ];
    if (options.previous) args.push("--previous");
    try {
      const { stdout } = await this.kubectl.run(args);
      return stdout.split("\n").filter((line) => line.trim() !== "");
    } catch (error) {
      // They only explain a failure; the failure itself is to be told.
      if (error instanceof KubectlError && error.failure !== "canceled") return [];
      throw error;
    }
  }
}

function inNamespace(namespace: string): string[] {
  return namespace === "" ? [] : [`--namespace=${namespace}`];
}

async function orNothing<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    const absent = error instanceof KubectlError && ["not-found", "unknown-kind"].includes(error.failure);
    if (absent) return undefined;
    throw error;
  }
}

function parsed(stdout: string): PropertyMap {
  const value: unknown = JSON.parse(stdout);
  if (!isPlainObject(value as PropertyMap)) throw new TypeError("kubectl wrote JSON that is no object");
  return value as PropertyMap;
}

function minorVersion(version: PropertyMap[string] | undefined): number | undefined {
  const minor = Number.parseInt(textAt(version, "minor"), 10);
  return Number.isNaN(minor) ? undefined : minor;
}
