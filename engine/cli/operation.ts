import { openSnapshot, type StoredDeployment, storeSnapshot } from "../backend/deployment.ts";
import { ORGANIZATION, type StackReference } from "../backend/layout.ts";
import type { EngineEvent } from "../deployment/events.ts";
import type { DeploymentRequest, DeploymentResult, PolicyPackRequest } from "../deployment/request.ts";
import type { Snapshot } from "../deployment/state/snapshot.ts";
import { livingProviders } from "../deployment/state/urn.ts";
import type { Scope } from "../deployment/steps/selection.ts";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import { compareKeys } from "../workspace/config-key.ts";
import { applyDefaults, validateConfig } from "../workspace/config-schema.ts";
import { configText, hasSecret, type Reveal, type StackConfig } from "../workspace/config-value.ts";
import type { StackFile } from "../workspace/stack-file.ts";
import { CommandError } from "./command-error.ts";
import type { Interrupts } from "./interrupts.ts";
import { referencedStackOutputs } from "./referenced-stack.ts";
import { secretFilter } from "./secret-filter.ts";
import type { Session } from "./session.ts";

/** A stack with its config checked and its state read, ready to be deployed. */
export interface PreparedStack {
  readonly session: Session;
  readonly reference: StackReference;
  readonly secrets: StackSecrets;
  /** Defaults applied. */
  readonly config: StackConfig;
  /** In clear. */
  readonly values: ReadonlyMap<string, string>;
  readonly secretKeys: readonly string[];
  /** Every secret in the config, in clear: also those inside of values. */
  readonly secretTexts: ReadonlySet<string>;
}

/**
 * @param validated the config must fit the project's schema: a program is going to read it
 * @throws CommandError when the config does not.
 */
export async function prepareStack(
  session: Session,
  reference: StackReference,
  file: StackFile,
  validated: boolean,
): Promise<PreparedStack> {
  const { project } = session;
  const config = applyDefaults(file.config, project.config, project.name);
  const secrets = await session.secrets(reference, file);
  const secretKeys = [...config].filter(([, value]) => hasSecret(value)).map(([key]) => key);
  const crypter = secretKeys.length > 0 ? await secrets.unlock() : undefined;
  const secretTexts = new Set<string>();
  const reveal: Reveal = (ciphertext) => {
    const text = crypter?.decrypt(ciphertext) ?? ciphertext;
    secretTexts.add(text);
    return text;
  };
  try {
    if (validated) {
      validateConfig(config, project.config, { project: project.name, stack: reference.stack }, reveal);
    }
  } catch (error) {
    throw new CommandError(`validating stack config: ${(error as Error).message}`, undefined, { cause: error });
  }
  const values = new Map([...config].map(([key, value]) => [key, configText(value, reveal)]));
  return { session, reference, secrets, config, values, secretKeys, secretTexts };
}

/** Config as people may see it. */
export function visibleConfig({ config }: PreparedStack): Record<string, string> {
  const entries = [...config].sort(([a], [b]) => compareKeys(a, b));
  return Object.fromEntries(entries.map(([key, value]) => [key, configText(value, () => "[secret]")]));
}

export interface RunOptions {
  readonly operation: DeploymentRequest["operation"];
  readonly parallel: number;
  readonly refresh: boolean;
  readonly scope: Scope;
  /** Patterns of URNs. */
  readonly replace: readonly string[];
  readonly continueOnError: boolean;
  /** Forget creations that were interrupted: whoever asks has made sure that nothing came of them. */
  readonly clearPendingCreates: boolean;
  readonly policyPacks: readonly PolicyPackRequest[];
  /** `host:port` of a language host that is to run the program; undefined: Node runs it. */
  readonly client: string | undefined;
}

/** Runs one operation on the stack's state as it is now, and stores what it leads to. */
export async function runOperation(
  stack: PreparedStack,
  options: RunOptions,
  interrupts: Interrupts,
  emit: (event: EngineEvent) => void,
): Promise<DeploymentResult> {
  const { session, reference } = stack;
  const { project, backend } = session;
  const hidden = secretFilter(stack.secretTexts);
  const before = await backend.read(reference);
  const snapshot = readSnapshot(session, before, options.clearPendingCreates);
  // Whoever awaits it sees a failure; until then it is nobody's.
  snapshot.catch(() => undefined);
  // gRPC and its stubs take a while to load, and only deployments need them.
  const { runDeployment } = await import("../deployment/run-deployment.ts");
  return runDeployment({
    operation: options.operation,
    project: {
      name: project.name,
      root: project.root,
      main: project.main,
      typescript: project.typescript,
      nodeArgs: project.nodeArgs,
      plugins: project.plugins,
    },
    languageHost: options.client === undefined ? { kind: "node" } : { kind: "client", address: options.client },
    stack: reference.stack,
    organization: ORGANIZATION,
    config: stack.values,
    secretKeys: stack.secretKeys,
    policyPacks: options.policyPacks,
    snapshot,
    providers: livingProviders(before?.resources ?? []),
    options: {
      parallel: options.parallel,
      refresh: options.refresh,
      scope: options.scope,
      replace: options.replace,
      continueOnError: options.continueOnError,
    },
    cancel: interrupts.cancel,
    terminate: interrupts.terminate,
    save: async (snapshot) =>
      backend.write(reference, await storeSnapshot(snapshot, before, stack.secrets, new Date().toISOString())),
    stackOutputs: (name) => referencedStackOutputs(session, name),
    emit: (event) => emit(hidden(event)),
  });
}

async function readSnapshot(
  session: Session,
  deployment: StoredDeployment | undefined,
  clearPendingCreates: boolean,
): Promise<Snapshot | undefined> {
  if (deployment?.resources === undefined && deployment?.pending_operations === undefined) return undefined;
  const { resources, pendingOperations } = await openSnapshot(deployment, session.deploymentSecrets(deployment));
  const left = clearPendingCreates ? pendingOperations.filter(({ type }) => type !== "creating") : pendingOperations;
  return { resources, pendingOperations: left };
}
