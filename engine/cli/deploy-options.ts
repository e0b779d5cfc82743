import type { Scope } from "../deployment/steps/selection.ts";
import { CommandError, EXIT_CODE } from "./command-error.ts";

/** What the flags of `preview`, `up`, `refresh` and `destroy` say; each command has some of them. */
export interface DeployOptions {
  readonly stack?: string;
  readonly configFile?: string;
  /** `key=value`, stored in the stack's config file first. */
  readonly config?: readonly string[];
  /** The keys of `config` are paths. */
  readonly configPath?: boolean;
  readonly message?: string;
  readonly parallel: number;
  readonly refresh?: boolean;
  readonly clearPendingCreates?: boolean;
  readonly diff?: boolean;
  readonly expectNoChanges?: boolean;
  readonly suppressOutputs?: boolean;
  readonly eventLog?: string;
  readonly execKind: string;
  readonly execAgent?: string;
  /** `host:port` of the language host that is to run the program. */
  readonly client?: string;
  readonly yes?: boolean;
  readonly skipPreview?: boolean;
  readonly previewOnly?: boolean;
  readonly json?: boolean;
  /** Patterns of URNs, as are the next ones. */
  readonly target?: readonly string[];
  readonly targetDependents?: boolean;
  readonly exclude?: readonly string[];
  readonly excludeDependents?: boolean;
  readonly replace?: readonly string[];
  readonly targetReplace?: readonly string[];
  /** Destroy what can be without what is protected. */
  readonly excludeProtected?: boolean;
  readonly continueOnError?: boolean;
  readonly showSames?: boolean;
  readonly skipConfigValidation?: boolean;
  /** Remove the stack once it is destroyed. */
  readonly remove?: boolean;
  /** Folders. */
  readonly policyPack?: readonly string[];
  /** As many files as packs, in the same order, or none. */
  readonly policyPackConfig?: readonly string[];
  readonly color?: "always" | "never" | "auto";
}

/** @throws CommandError for both targets and excludes. */
export function requestedScope(options: DeployOptions): Scope {
  const { target = [], targetReplace = [], exclude = [], targetDependents, excludeDependents } = options;
  const targets = [...target, ...targetReplace];
  if (targets.length > 0 && options.excludeProtected === true) {
    throw new CommandError("you cannot specify --target and --exclude-protected");
  }
  if (targets.length > 0 && exclude.length > 0) {
    throw new CommandError("--target and --exclude cannot be used together");
  }
  if (targets.length > 0) {
    return { kind: "targets", patterns: targets, dependents: targetDependents === true };
  }
  return exclude.length > 0
    ? { kind: "excludes", patterns: exclude, dependents: excludeDependents === true }
    : { kind: "everything" };
}

/** Patterns of the resources that are to be replaced whatever their difference. */
export function requestedReplacements({ replace = [], targetReplace = [] }: DeployOptions): string[] {
  return [...replace, ...targetReplace];
}

/**
 * How people are asked before something is changed.
 * @param interactive there is somebody to ask
 * @throws CommandError for flags that contradict each other, and where nobody can be asked and nobody gave leave
 */
export function requestedConsent(
  { yes, skipPreview, previewOnly }: DeployOptions,
  interactive: boolean,
  environment: NodeJS.ProcessEnv,
): "ask" | "given" | "preview-only" {
  const confirmed = yes === true || isTrue(environment.PULUMI_SKIP_CONFIRMATIONS);
  if (previewOnly === true) {
    if (skipPreview === true) {
      throw new CommandError("--skip-preview and --preview-only cannot be used together");
    }
    if (confirmed) {
      throw new CommandError("--yes and --preview-only cannot be used together");
    }
    return "preview-only";
  }
  if (confirmed || skipPreview === true) {
    return "given";
  }
  if (!interactive) {
    throw new CommandError(
      "--yes or --skip-preview or --preview-only must be passed in to proceed when running in non-interactive mode",
      EXIT_CODE.noConfirmation,
    );
  }
  return "ask";
}

/** A switch in the environment, as the CLI reads them. */
export function isTrue(value: string | undefined): boolean {
  return value === "1" || value?.toLowerCase() === "true";
}

/**
 * Whether a failure stops only what it stands in the way of.
 *
 * @throws CommandError where the environment asks that of an update, which this engine cannot do
 */
export function requestedContinuation(
  operation: "preview" | "update" | "refresh" | "destroy",
  { continueOnError }: DeployOptions,
  environment: NodeJS.ProcessEnv,
): boolean {
  const asked = continueOnError === true || isTrue(environment.PULUMI_CONTINUE_ON_ERROR);
  if (asked && operation === "update") {
    throw new CommandError(
      "PULUMI_CONTINUE_ON_ERROR is not supported by the embedded engine for an update; unset it, or use the Pulumi CLI",
    );
  }
  return asked && operation === "destroy";
}
