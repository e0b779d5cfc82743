import type { EngineEvent, ResourceChanges } from "./events.ts";
import type { Snapshot } from "./state/snapshot.ts";
import type { Scope } from "./steps/selection.ts";
import type { PropertyMap } from "./values/property-value.ts";

/** What a project file says that a deployment needs. */
export interface DeployedProject {
  readonly name: string;
  /** Absolute path of the folder of Pulumi.yaml. Program and plugins have it as working directory. */
  readonly root: string;
  /** `main` of the project file: entry of the program, relative to `root`. Default: what package.json names. */
  readonly main: string | undefined;
  /** `runtime.options.typescript` (the CLI's default: true): load ts-node. False: Node's own type stripping. */
  readonly typescript: boolean;
  /** `runtime.options.nodeargs`, split: arguments for the program's Node. */
  readonly nodeArgs: readonly string[];
  /** `plugins.providers`: `path` is a folder (relative to `root` or absolute) that holds `pulumi-resource-<name>`. */
  readonly plugins: readonly { readonly name: string; readonly path: string }[];
}

/** What runs the program. */
export type LanguageHost =
  /** A process of the engine's own, started with Node. */
  | { readonly kind: "node" }
  /** A LanguageRuntime service that is there already, at `host:port`: how the Automation API runs inline programs. */
  | { readonly kind: "client"; readonly address: string };

export interface DeploymentRequest {
  /** Those that begin with `preview` change nothing: neither resources nor the state. */
  readonly operation: "preview" | "update" | "preview-refresh" | "refresh" | "preview-destroy" | "destroy";
  readonly project: DeployedProject;
  readonly languageHost: LanguageHost;
  readonly stack: string;
  /** The file backend's is always `organization`. */
  readonly organization: string;
  /** `<project>:<key>` (or another namespace) → value in clear; objects as JSON text. */
  readonly config: ReadonlyMap<string, string>;
  /** The keys of `config` whose values are secret. */
  readonly secretKeys: readonly string[];
  /** Run in previews and updates alone, as the CLI has it. */
  readonly policyPacks: readonly PolicyPackRequest[];
  /**
   * The state before; undefined for a stack that was never deployed. Secrets decrypted inside their marks, which takes
   * its time: what does not need the state begins meanwhile. A rejection is `runDeployment`'s.
   */
  readonly snapshot: Promise<Snapshot | undefined>;
  /** The living provider resources of that state, secrets as they are stored: their plugins are started early. */
  readonly providers: readonly { readonly type: string; readonly inputs?: PropertyMap }[];
  readonly options: {
    /** How many steps may be under way at once, ≥ 1. */
    readonly parallel: number;
    /** Read every resource before it is updated (or previewed, or destroyed). */
    readonly refresh: boolean;
    readonly scope: Scope;
    /** Patterns of URNs, as in `scope`: these are replaced, whether or not they differ. For updates and previews. */
    readonly replace: readonly string[];
    /** A deletion that fails keeps from being deleted only what the resource needs. For destroys. */
    readonly continueOnError: boolean;
  };
  /** First Ctrl-C: providers are told to cancel, no step starts, what is under way is awaited and recorded. */
  readonly cancel: AbortSignal;
  /** Second Ctrl-C: the engine's children are ended at once; what was under way stays in `pendingOperations`. */
  readonly terminate: AbortSignal;
  /**
   * Stores the state, with `pendingOperations` written before the call that they announce. Never called twice at
   * once and never in a preview; states that are overtaken while an earlier one is written are skipped. Must be
   * atomic. A rejection fails the deployment.
   */
  save(snapshot: Snapshot): Promise<void>;
  /**
   * The outputs of another stack, secrets marked, for programs that refer to it by this name.
   * Rejects with an Error that people understand when there is no such stack or its secrets cannot be opened.
   */
  stackOutputs(name: string): Promise<PropertyMap>;
  /** Called in the order of what happens. Must not throw. */
  emit(event: EngineEvent): void;
}

export interface PolicyPackRequest {
  /** Of PulumiPolicy.yaml; absolute, or relative to the working directory. */
  readonly folder: string;
  /** File of JSON with what its policies are configured with. */
  readonly config: string | undefined;
}

export interface DeploymentResult {
  readonly result: "succeeded" | "failed" | "canceled";
  /** As Pulumi's summary counts: with the stack and components, without default providers. */
  readonly changes: ResourceChanges;
  /** The stack's outputs after the operation, secrets marked; in a preview unknowns too. */
  readonly outputs: PropertyMap;
  /** Wall-clock time in seconds. */
  readonly durationSeconds: number;
}

/** The request names resources that the stack does not have. */
export class UnknownResourceError extends Error {
  override readonly name = "UnknownResourceError";
}

/** A request that this engine cannot serve: the message names what it does not support. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
}
