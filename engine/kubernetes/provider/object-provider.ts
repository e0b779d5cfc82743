import type { Addressed, ConfiguredProvider, Existing } from "../../builtin-provider/built-in-provider.ts";
import type { EngineLog, ResourceLog } from "../../builtin-provider/engine-log.ts";
import { NotReadyError } from "../../builtin-provider/not-ready-error.ts";
import { OperationError } from "../../builtin-provider/operation-error.ts";
import { hidingSecrets } from "../../builtin-provider/secret-texts.ts";
import type { ProviderDifference } from "../../deployment/steps/difference.ts";
import { containsUnknown } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { CheckResult } from "../../deployment/wire/provider.ts";
import { inputsAfterDrift, inputsOfLive } from "../difference/drift.ts";
import { resourceDifference } from "../difference/resource-difference.ts";
import type { Cluster, KindInfo } from "../kubectl/cluster.ts";
import { KubectlError } from "../kubectl/kubectl-error.ts";
import { deletionPropagation, skipsAwait, timeoutSeconds } from "../objects/annotations.ts";
import { checkedInputs, withSecrecy } from "../objects/checked-inputs.ts";
import {
  described,
  identityOf,
  type KubeObject,
  type ObjectIdentity,
  objectId,
  parseObjectId,
  textAt,
  valueAt,
  withMetadata,
} from "../objects/kube-object.ts";
import { fieldManagerOf } from "../objects/names.ts";
import { manifestOf, outputsOf, storedStateOf } from "../objects/stored-state.ts";
import { type TypeToken, typeTokenOf } from "../objects/type-token.ts";
import { decodeYaml } from "../objects/yaml-documents.ts";
import { awaitReady, problemsNow } from "../readiness/await-ready.ts";
import { Applier } from "./applier.ts";
import { awaitDeletion } from "./await-deletion.ts";
import { type Configuration, OFFLINE } from "./configuration.ts";
import { previewedObject } from "./previewed.ts";
import { refusal } from "./refusals.ts";

/** Manages the objects of one cluster. Inputs and outputs have their secrets marked. */
export class ObjectProvider implements ConfiguredProvider {
  private readonly cluster: Cluster;
  private readonly configuration: Configuration;
  private readonly log: EngineLog;
  private readonly applier: Applier;
  private readonly canceled: AbortSignal;
  /** What a difference said is to be replaced: a preview finds it in its successor's place. */
  private readonly replaced = new Set<string>();

  constructor(options: { cluster: Cluster; configuration: Configuration; log: EngineLog; canceled: AbortSignal }) {
    this.cluster = options.cluster;
    this.configuration = options.configuration;
    this.log = options.log;
    this.canceled = options.canceled;
    this.applier = new Applier(options);
  }

  async check(
    request: Addressed & { news: PropertyMap; olds: PropertyMap | undefined; seed: Uint8Array },
  ): Promise<CheckResult> {
    const { news, olds, seed } = request;
    const token = typeTokenOf(request.type, news);
    const namespace = await this.namespaceFor(request, token, news);
    return checkedInputs({ token, news, olds, resourceName: request.name, namespace, seed });
  }

  /** Where an object goes that says nothing; undefined for kinds in no namespace. An unknown kind is taken to be in one. */
  private async namespaceFor(request: Addressed, token: TypeToken, inputs: PropertyMap): Promise<string | undefined> {
    if (this.configuration.offline) {
      return CLUSTER_WIDE.has(token.kind) ? undefined : (this.configuration.namespace ?? "default");
    }
    const identity = { ...identityOf(inputs), ...token };
    return this.asking({ ...identity, name: identity.name || request.name }, async () => {
      const kind = await this.cluster.kindInfo(token);
      if (kind?.namespaced === false) return undefined;
      return this.configuration.namespace ?? (await this.cluster.contextNamespace());
    });
  }

  async diff(request: Existing & { news: PropertyMap; ignoreChanges: readonly string[] }): Promise<ProviderDifference> {
    const { news, ignoreChanges } = request;
    const stored = storedStateOf(request.outputs, request.inputs);
    const { enableConfigMapMutable, enableSecretMutable } = this.configuration;
    const difference = resourceDifference({
      olds: stored.inputs,
      news,
      ignoreChanges,
      mutable: { configMaps: enableConfigMapMutable, secrets: enableSecretMutable },
      fallbackNamespace: await this.namespaceFor(request, typeTokenOf(request.type, news), news),
    });
    if (difference.replaces.length > 0) this.replaced.add(keyOf(identityOf(stored.live)));
    return difference;
  }

  /** @returns an empty id in a preview */
  async create(
    request: Addressed & { inputs: PropertyMap; timeoutSeconds: number; preview: boolean },
  ): Promise<{ id: string; outputs: PropertyMap }> {
    const { urn, inputs } = request;
    const log = this.logOf(urn, inputs);
    if (request.preview) return { id: "", outputs: await this.previewCreate(request, log) };
    this.refuseOffline(inputs);
    const manifest = manifestOf(inputs);
    const fieldManager = fieldManagerOf(urn);
    const applied = await this.applier.apply(manifest, { fieldManager, log, isNew: true });
    return this.awaited({ ...request, manifest, ...applied, fieldManager, log });
  }

  private async previewCreate(request: Addressed & { inputs: PropertyMap }, log: ResourceLog): Promise<PropertyMap> {
    const { inputs, urn } = request;
    if (containsUnknown(inputs) || this.configuration.offline) return inputs;
    const manifest = manifestOf(inputs);
    const identity = identityOf(manifest);
    const fieldManager = fieldManagerOf(urn);
    const kind = await this.kind(identity);
    // Its definition may come with this very update.
    if (kind === undefined) return inputs;
    const replaces = this.replaced.has(keyOf(identity)) || this.replaced.has(namespaceKey(identity));
    if (!replaces) await this.asking(identity, () => this.applier.isLeftOver(kind, identity, fieldManager));
    const asked = replaces
      ? withMetadata(manifest, (metadata) => ({ ...metadata, name: standIn(identity.name) }))
      : manifest;
    const answered = await this.applier.dryRun(asked, identity, { fieldManager, log });
    if (answered === undefined) return inputs;
    const live = withMetadata(previewedObject(manifest, answered), (metadata) => ({
      ...metadata,
      name: identity.name,
    }));
    return outputsOf({ inputs, live, fieldManager });
  }

  async update(
    request: Existing & { news: PropertyMap; timeoutSeconds: number; preview: boolean },
  ): Promise<PropertyMap> {
    const { urn, news: inputs } = request;
    const log = this.logOf(urn, inputs);
    if (request.preview && (containsUnknown(inputs) || this.configuration.offline)) return inputs;
    this.refuseOffline(inputs);
    const stored = storedStateOf(request.outputs, request.inputs);
    const fieldManager = stored.fieldManager ?? fieldManagerOf(urn);
    const manifest = manifestOf(inputs);
    const identity = identityOf(manifest);
    const uid = valueAt(stored.live, "metadata", "uid");
    // The server refuses when it is not the same object any more.
    const same = uid === undefined ? manifest : withMetadata(manifest, (metadata) => ({ ...metadata, uid }));
    if (request.preview) {
      const kind = await this.kind(identity);
      const live = kind && (await this.applier.dryRun(same, identity, { fieldManager, log }));
      return live === undefined ? inputs : outputsOf({ inputs, live, fieldManager });
    }
    const applied = await this.applier.apply(same, { fieldManager, log, isNew: false });
    return (await this.awaited({ ...request, inputs, manifest, ...applied, fieldManager, log })).outputs;
  }

  /**
   * @returns undefined when it is gone
   * @throws NotReadyError when it is there, but not in order
   */
  async read(request: Existing): Promise<{ id: string; inputs: PropertyMap; outputs: PropertyMap } | undefined> {
    const { urn, inputs } = request;
    this.refuseOffline(inputs);
    const isImport = Object.keys(inputs).length === 0;
    const stored = storedStateOf(request.outputs, inputs);
    const located = await this.locate(request, stored.live);
    if (located === undefined) return undefined;
    const { kind, identity, live } = located;
    const before = Object.keys(stored.live).length > 0 ? stored.live : undefined;
    const found = isImport ? withSecrecy(inputsOfLive(live)) : inputsAfterDrift(inputs, before, live);
    const fieldManager = stored.fieldManager ?? fieldManagerOf(urn);
    const read = {
      id: objectId(identity),
      inputs: found,
      outputs: outputsOf({ inputs: found, live, fieldManager }),
    };
    if (isImport || skipsAwait(inputs)) return read;
    const { cluster, canceled } = this;
    const reasons = await this.asking(identity, () =>
      problemsNow({ cluster, kind, object: live, manifest: manifestOf(found), canceled }),
    );
    if (reasons.length > 0) throw new NotReadyError({ ...read, reasons: reasons.map(hidingSecrets(inputs)) });
    return read;
  }

  async delete(request: Existing & { timeoutSeconds: number }): Promise<void> {
    const { inputs } = request;
    this.refuseOffline(inputs);
    const log = this.logOf(request.urn, inputs);
    const stored = storedStateOf(request.outputs, inputs);
    const located = await this.locate(request, stored.live);
    if (located === undefined) return;
    const { kind, identity, live } = located;
    const uid = textAt(stored.live, "metadata", "uid");
    if (uid !== "" && uid !== textAt(live, "metadata", "uid")) {
      log.warning(`${described(identity)} was deleted already; another one of its name is there now, and left alone`);
      return;
    }
    const { cluster, canceled } = this;
    try {
      await cluster.delete(kind, identity, deletionPropagation(inputs));
    } catch (error) {
      throw refusal(identity, "delete", error);
    }
    if (skipsAwait(inputs)) return;
    const timeoutMs = timeoutSeconds(inputs, request.timeoutSeconds) * 1_000;
    const onProgress = log.progress;
    await this.asking(identity, () => awaitDeletion({ cluster, kind, object: live, timeoutMs, canceled, onProgress }));
  }

  async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
    if (token === "kubernetes:yaml:decode") return { result: decodeYaml(args) };
    throw new OperationError(
      `the function '${token}' is not supported by the provider that is built into the embedded engine; ` +
        "install the plugin with `pulumi plugin install resource kubernetes`, or use the Pulumi CLI",
    );
  }

  /** Finds the object that a resource stands for. @returns undefined when it is gone, or counts as such */
  private async locate(
    request: Existing,
    last: KubeObject,
  ): Promise<{ kind: KindInfo; identity: ObjectIdentity; live: KubeObject } | undefined> {
    const token = { ...typeTokenOf(request.type, request.inputs), ...versionIn(last) };
    const identity = { ...token, ...parseObjectId(request.id) };
    try {
      const kind = await this.cluster.kindInfo(token);
      // Objects go with their definition.
      if (kind === undefined) return undefined;
      if (kind.namespaced) {
        identity.namespace ||= this.configuration.namespace ?? (await this.cluster.contextNamespace());
      }
      const live = await this.cluster.get(kind, identity);
      return live && { kind, identity, live };
    } catch (error) {
      if (!this.countsAsGone(error)) throw refusal(identity, "read", error);
      const message = "its cluster cannot be reached, and with deleteUnreachable it counts as gone";
      this.log.of(request.urn, (text) => text).warning(`${described(identity)}: ${message}`);
      return undefined;
    }
  }

  /** For what changes nothing. */
  private async asking<Answer>(identity: ObjectIdentity, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      throw refusal(identity, "read", error);
    }
  }

  private refuseOffline(inputs: PropertyMap): void {
    if (!this.configuration.offline) return;
    const what = described(identityOf(inputs));
    throw new OperationError(`${what}: ${OFFLINE} is set, and then there are only previews; unset it`);
  }

  private countsAsGone(error: unknown): boolean {
    return this.configuration.deleteUnreachable && error instanceof KubectlError && error.failure === "unreachable";
  }

  /** Waits for an object that was applied, and says what came of it. */
  private async awaited(made: {
    readonly inputs: PropertyMap;
    readonly manifest: KubeObject;
    readonly kind: KindInfo;
    readonly object: KubeObject;
    readonly fieldManager: string;
    readonly timeoutSeconds: number;
    readonly log: ResourceLog;
  }): Promise<{ id: string; outputs: PropertyMap }> {
    const { inputs, manifest, kind, object, fieldManager, log } = made;
    const id = objectId(identityOf(object));
    if (skipsAwait(inputs)) return { id, outputs: outputsOf({ inputs, live: object, fieldManager }) };
    const { live, problems } = await awaitReady({
      cluster: this.cluster,
      kind,
      object,
      manifest,
      timeoutMs: timeoutSeconds(inputs, made.timeoutSeconds) * 1_000,
      canceled: this.canceled,
      onProgress: log.progress,
    }).catch((error: unknown) => {
      // Whatever keeps it from being seen, the object is there, and state must know of it.
      const reason = error instanceof Error ? error.message : String(error);
      const subject = described(identityOf(object));
      return { live: object, problems: [`${subject} was applied, but cannot be waited for: ${reason}`] };
    });
    const outputs = outputsOf({ inputs, live, fieldManager });
    if (problems.length > 0) throw new NotReadyError({ id, outputs, reasons: problems.map(hidingSecrets(inputs)) });
    return { id, outputs };
  }

  private kind(identity: ObjectIdentity): Promise<KindInfo | undefined> {
    return this.asking(identity, () => this.cluster.kindInfo(identity));
  }

  private logOf(urn: string, inputs: PropertyMap): ResourceLog {
    return this.log.of(urn, hidingSecrets(inputs));
  }
}

/** Kinds of Kubernetes itself that are in no namespace, for when no cluster can be asked. */
const CLUSTER_WIDE = new Set([
  ...[
    "APIService",
    "ClusterRole",
    "ClusterRoleBinding",
    "CSIDriver",
    "CSINode",
    "CustomResourceDefinition",
    "FlowSchema",
  ],
  ...["IngressClass", "MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume", "PriorityClass"],
  ...["PriorityLevelConfiguration", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy"],
  ...["ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment"],
]);

function keyOf({ apiVersion, kind, namespace, name }: ObjectIdentity): string {
  return [apiVersion, kind, namespace, name].join(" ");
}

function namespaceKey({ namespace }: ObjectIdentity): string {
  return keyOf({ apiVersion: "v1", kind: "Namespace", namespace: "", name: namespace });
}

/** A name by which the server can be asked about an object whose predecessor is still in its place. */
function standIn(name: string): string {
  return `${name.slice(0, 50)}-preview`;
}

/** State may have been made under another version of the kind than the program names now. */
function versionIn(live: KubeObject): { apiVersion?: string } {
  const apiVersion = textAt(live, "apiVersion");
  return apiVersion === "" ? {} : { apiVersion };
}
