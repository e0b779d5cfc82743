import { setTimeout } from "node:timers/promises";
import type { ResourceLog } from "../../builtin-provider/engine-log.ts";
import type { Applied, Cluster, KindInfo } from "../kubectl/cluster.ts";
import { KubectlError } from "../kubectl/kubectl-error.ts";
import { forcesConflicts } from "../objects/annotations.ts";
import { described, identityOf, type KubeObject, type ObjectIdentity } from "../objects/kube-object.ts";
import type { Configuration } from "./configuration.ts";
import { alreadyThere, managersOf, refusal, unknownKind } from "./refusals.ts";

/**
 * How long what an object needs may take to come, in ms: its namespace or its kind may be made by the same update,
 * without the program saying that one depends on the other.
 */
const PATIENCE_MS = 10_000;
const RETRY_MS = 1_000;

export interface ApplyOptions {
  readonly fieldManager: string;
  readonly log: ResourceLog;
}

/** Has the cluster take objects, or say whether it would. */
export class Applier {
  private readonly cluster: Cluster;
  private readonly configuration: Configuration;
  private readonly canceled: AbortSignal;

  constructor(options: { cluster: Cluster; configuration: Configuration; canceled: AbortSignal }) {
    this.cluster = options.cluster;
    this.configuration = options.configuration;
    this.canceled = options.canceled;
  }

  /**
   * Tries again for a while where something that may be under way is missing.
   * @param isNew an object of the name must not be there yet
   * @throws OperationError
   */
  async apply(
    manifest: KubeObject,
    options: ApplyOptions & { readonly isNew: boolean },
  ): Promise<{ readonly kind: KindInfo; readonly object: KubeObject }> {
    const identity = identityOf(manifest);
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        const kind = await this.knownKind(identity);
        if (options.isNew && (await this.isLeftOver(kind, identity, options.fieldManager))) {
          options.log.warning(
            `${described(identity)} was made by an update that did not come to its end; it is taken over`,
          );
        }
        const { object } = await this.send(manifest, options, false);
        return { kind, object };
      } catch (error) {
        if (!mayCome(error) || performance.now() > end) throw refusal(identity, "apply", error);
        options.log.progress(error.message);
      }
      // When canceled, the next attempt says so.
      await setTimeout(RETRY_MS, undefined, { signal: this.canceled }).catch(() => undefined);
    }
  }

  /**
   * What the cluster would make of an object.
   * @param identity what to call it in errors
   * @returns undefined when it cannot tell; people are told why, unless it is only a matter of order
   * @throws OperationError when it would refuse the object
   */
  async dryRun(manifest: KubeObject, identity: ObjectIdentity, options: ApplyOptions): Promise<KubeObject | undefined> {
    try {
      return (await this.send(manifest, options, true)).object;
    } catch (error) {
      if (isMissingNamespace(error)) return undefined;
      if (!(error instanceof KubectlError) || error.failure !== "forbidden") throw refusal(identity, "read", error);
      options.log.warning(`the cluster does not let this preview ask whether it takes the object: ${error.message}`);
      return undefined;
    }
  }

  /**
   * True when an object of the name is there that the resource itself made, in an update that was interrupted.
   * @throws OperationError when somebody else made it, unless existing objects are to be taken over; KubectlError
   */
  async isLeftOver(kind: KindInfo, identity: ObjectIdentity, fieldManager: string): Promise<boolean> {
    if (this.configuration.upsertExistingObjects) return false;
    const there = await this.cluster.get(kind, identity, { managedFields: true });
    if (there === undefined) return false;
    if (!managersOf(there).includes(fieldManager)) throw alreadyThere(identity, there);
    return true;
  }

  private async send(manifest: KubeObject, { fieldManager, log }: ApplyOptions, dryRun: boolean): Promise<Applied> {
    const force = this.configuration.enablePatchForce || forcesConflicts(manifest);
    const applied = await this.cluster.apply(manifest, { fieldManager, force, dryRun });
    for (const warning of applied.warnings) {
      if (this.configuration.suppressDeprecationWarnings && /\bdeprecated\b/.test(warning)) continue;
      log.warning(warning);
    }
    return applied;
  }

  private async knownKind(identity: ObjectIdentity): Promise<KindInfo> {
    const kind = await this.cluster.kindInfo(identity);
    if (kind === undefined) throw new KubectlError("unknown-kind", unknownKind(identity));
    return kind;
  }
}

function mayCome(error: unknown): error is KubectlError {
  return isMissingNamespace(error) || isMissingKind(error) || isMissingAccount(error);
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
