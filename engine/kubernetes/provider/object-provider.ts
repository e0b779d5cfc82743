import { setTimeout } from "node:timers/promises";
import type { ProviderDifference } from "../../deployment/steps/difference.ts";
import { containsUnknown } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { CheckResult } from "../../deployment/wire/provider.ts";
import { inputsAfterDrift, inputsOfLive } from "../difference/drift.ts";
import { resourceDifference } from "../difference/resource-difference.ts";
import type { Applied, Cluster, KindInfo } from "../kubectl/cluster.ts";
import { KubectlError } from "../kubectl/kubectl-error.ts";
import { deletionPropagation, forcesConflicts, skipsAwait, timeoutSeconds } from "../objects/annotations.ts";
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
import { hidingSecrets } from "../objects/secret-texts.ts";
import { manifestOf, outputsOf, storedStateOf } from "../objects/stored-state.ts";
import { type TypeToken, typeTokenOf } from "../objects/type-token.ts";
import { awaitReady, problemsNow } from "../readiness/await-ready.ts";
import { awaitDeletion } from "./await-deletion.ts";
import type { Configuration } from "./configuration.ts";
import type { EngineLog, ResourceLog } from "./engine-log.ts";
import { previewedObject } from "./previewed.ts";
import { alreadyThere, managersOf, refusal, unknownKind } from "./refusals.ts";

/** An object is there, but it is not in order. */
export class NotReadyError extends Error {
  override readonly name = "NotReadyError";
  readonly id: string;
  readonly outputs: PropertyMap;
  /** What the object comes to as inputs; only a read finds that out. */
  readonly inputs: PropertyMap | undefined;
  readonly reasons: readonly string[];

  constructor(found: { id: string; outputs: PropertyMap; inputs?: PropertyMap; reasons: readonly string[] }) {
    super(found.reasons.join("\n"));
    this.id = found.id;
    this.outputs = found.outputs;
    this.inputs = found.inputs;
    this.reasons = found.reasons;
  }
}

/** A resource as a call names it. */
export interface Addressed {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

interface Existing extends Addressed {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/**
 * How long what an object needs may take to come, in ms: its namespace or its kind may be made by the same update,
 * without the program saying that one depends on the other.
 */
const PATIENCE_MS = 10_000;
const RETRY_MS = 1_000;

/** Manages the objects of one cluster. Inputs and outputs have their secrets marked. */
export class ObjectProvider {
  private readonly cluster: Cluster;
  private readonly configuration: Configuration;
  private readonly log: EngineLog;
  private readonly canceled: AbortSignal;
  /** What a difference said is to be replaced: a preview finds it in its successor's place. */
  private readonly replaced = new Set<string>();

  constructor(options: { cluster: Cluster; configuration: Configuration; log: EngineLog; canceled: AbortSignal }) {
    this.cluster = options.cluster;
    this.configuration = options.configuration;
    this.log = options.log;
    this.canceled = options.canceled;
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
    const manifest = manifestOf(inputs);
    const identity = identityOf(manifest);
    const fieldManager = fieldManagerOf(urn);
    const { kind, applied } = await this.patiently(log, identity, async () => {
      const kind = await this.knownKind(identity);
      await this.mustBeOurs(kind, identity, fieldManager, log);
      return { kind, applied: await this.apply(manifest, { fieldManager, dryRun: false, log }) };
    });
    return this.awaited({ ...request, manifest, kind, object: applied.object, fieldManager, log });
  }

  private async previewCreate(request: Addressed & { inputs: PropertyMap }, log: ResourceLog): Promise<PropertyMap> {
    const { inputs, urn } = request;
    if (containsUnknown(inputs)) return inputs;
    const manifest = manifestOf(inputs);
    const identity = identityOf(manifest);
    const fieldManager = fieldManagerOf(urn);
    const kind = await this.kind(identity);
    // Its definition may come with this very update.
    if (kind === undefined) return inputs;
    const replaces = this.replaced.has(keyOf(identity)) || this.replaced.has(namespaceKey(identity));
    if (!replaces) await this.mustBeOurs(kind, identity, fieldManager, undefined);
    const asked = replaces
      ? withMetadata(manifest, (metadata) => ({ ...metadata, name: standIn(identity.name) }))
      : manifest;
    const applied = await this.dryRun(asked, identity, { fieldManager, log });
    if (applied === undefined) return inputs;
    const live = withMetadata(previewedObject(manifest, applied.object), (metadata) => ({
      ...metadata,
      name: identity.name,
    }));
    return outputsOf({ inputs, live, fieldManager });
  }

  /** @returns undefined when the server cannot tell in a preview; people are told, unless it is only a matter of order */
  private async dryRun(
    manifest: KubeObject,
    identity: ObjectIdentity,
    options: { readonly fieldManager: string; readonly log: ResourceLog },
  ): Promise<Applied | undefined> {
    try {
      return await this.apply(manifest, { ...options, dryRun: true });
    } catch (error) {
      if (isMissingNamespace(error)) return undefined;
      if (!(error instanceof KubectlError) || error.failure !== "forbidden") throw refusal(identity, "read", error);
      options.log.warning(`the cluster does not let this preview ask whether it takes the object: ${error.message}`);
      return undefined;
    }
  }

  async update(
    request: Existing & { news: PropertyMap; timeoutSeconds: number; preview: boolean },
  ): Promise<PropertyMap> {
    const { urn, news: inputs } = request;
    const log = this.logOf(urn, inputs);
    if (request.preview && containsUnknown(inputs)) return inputs;
    const stored = storedStateOf(request.outputs, request.inputs);
    const fieldManager = stored.fieldManager ?? fieldManagerOf(urn);
    const manifest = manifestOf(inputs);
    const identity = identityOf(manifest);
    const uid = valueAt(stored.live, "metadata", "uid");
    // The server refuses when it is not the same object any more.
    const same = uid === undefined ? manifest : withMetadata(manifest, (metadata) => ({ ...metadata, uid }));
    if (request.preview) {
      const kind = await this.kind(identity);
      const applied = kind && (await this.dryRun(same, identity, { fieldManager, log }));
      return applied === undefined ? inputs : outputsOf({ inputs, live: applied.object, fieldManager });
    }
    const { kind, applied } = await this.patiently(log, identity, async () => ({
      kind: await this.knownKind(identity),
      applied: await this.apply(same, { fieldManager, dryRun: false, log }),
    }));
    const done = await this.awaited({ ...request, inputs, manifest, kind, object: applied.object, fieldManager, log });
    return done.outputs;
  }

  /**
   * @returns undefined when it is gone
   * @throws NotReadyError when it is there, but not in order
   */
  async read(request: Existing): Promise<{ id: string; inputs: PropertyMap; outputs: PropertyMap } | undefined> {
    const { urn, inputs } = request;
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
    });
    const outputs = outputsOf({ inputs, live, fieldManager });
    if (problems.length > 0) throw new NotReadyError({ id, outputs, reasons: problems.map(hidingSecrets(inputs)) });
    return { id, outputs };
  }

  private async apply(
    manifest: KubeObject,
    options: { readonly fieldManager: string; readonly dryRun: boolean; readonly log: ResourceLog },
  ): Promise<Applied> {
    const force = this.configuration.enablePatchForce || forcesConflicts(manifest);
    const applied = await this.cluster.apply(manifest, { ...options, force });
    for (const warning of applied.warnings) {
      if (this.configuration.suppressDeprecationWarnings && /\bdeprecated\b/.test(warning)) continue;
      options.log.warning(warning);
    }
    return applied;
  }

  /** @throws OperationError when an object of the name is there that somebody else made */
  private async mustBeOurs(
    kind: KindInfo,
    identity: ObjectIdentity,
    fieldManager: string,
    log: ResourceLog | undefined,
  ): Promise<void> {
    if (this.configuration.upsertExistingObjects) return;
    const there = await this.cluster.get(kind, identity, { managedFields: true });
    if (there === undefined) return;
    if (!managersOf(there).includes(fieldManager)) throw alreadyThere(identity, there);
    log?.warning(`${described(identity)} was made by an update that did not come to its end; it is taken over`);
  }

  private kind(identity: ObjectIdentity): Promise<KindInfo | undefined> {
    return this.asking(identity, () => this.cluster.kindInfo(identity));
  }

  private async knownKind(identity: ObjectIdentity): Promise<KindInfo> {
    const kind = await this.kind(identity);
    if (kind === undefined) throw new KubectlError("unknown-kind", unknownKind(identity));
    return kind;
  }

  /** Tries again for a while where something that may be under way is missing. */
  private async patiently<Result>(
    log: ResourceLog,
    identity: ObjectIdentity,
    attempt: () => Promise<Result>,
  ): Promise<Result> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const comes = isMissingNamespace(error) || isMissingKind(error) || isMissingAccount(error);
        if (!comes || performance.now() > end) throw refusal(identity, "apply", error);
        log.progress(error instanceof Error ? error.message : "");
      }
      // When canceled, the next attempt says so.
      await setTimeout(RETRY_MS, undefined, { signal: this.canceled }).catch(() => undefined);
    }
  }

  private logOf(urn: string, inputs: PropertyMap): ResourceLog {
    return this.log.of(urn, hidingSecrets(inputs));
  }
}

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

function isMissingNamespace(error: unknown): boolean {
  return error instanceof KubectlError && /namespaces "[^"]+" not found/.test(error.message);
}

function isMissingKind(error: unknown): boolean {
  return error instanceof KubectlError && error.failure === "unknown-kind";
}

/** A new namespace gets its default service account a moment later, and pods need it. */
function isMissingAccount(error: unknown): boolean {
  return error instanceof KubectlError && /serviceaccount "default" not found/.test(error.message);
}
