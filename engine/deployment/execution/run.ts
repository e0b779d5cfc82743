import { BUILTIN_PACKAGE, BuiltinProvider } from "../builtin/builtin-provider.ts";
import { PluginHost } from "../plugins/plugin-host.ts";
import { pluginOfInputs } from "../plugins/plugin-identity.ts";
import { ProviderRegistry } from "../plugins/provider-registry.ts";
import { Policies } from "../policies/policies.ts";
import { stackEnvironment } from "../program/environment.ts";
import { ProgramHost } from "../program/program-host.ts";
import type { DeploymentRequest } from "../request.ts";
import { Ledger } from "../state/ledger.ts";
import type { PendingOperation, Snapshot, Urn } from "../state/snapshot.ts";
import { SnapshotWriter } from "../state/snapshot-writer.ts";
import { packageOf } from "../state/urn.ts";
import { Journal } from "./journal.ts";
import { OutputLines } from "./output-lines.ts";
import { RegisteredOutputs } from "./registered-outputs.ts";
import { Reporter } from "./reporter.ts";
import { RunControl } from "./run-control.ts";
import { StepExecutor } from "./step-executor.ts";

/** What an operation needs before the state is known. */
export interface Launch {
  readonly request: DeploymentRequest;
  readonly engineAddress: string;
  readonly preview: boolean;
  readonly control: RunControl;
  readonly reporter: Reporter;
  readonly plugins: PluginHost;
  readonly program: ProgramHost;
  readonly lines: OutputLines;
  readonly policies: Policies;
}

/** One operation on a stack, with everything that it needs while it lasts. */
export interface Run extends Launch {
  readonly ledger: Ledger;
  /** What an interrupted operation left open. */
  readonly leftOpen: readonly PendingOperation[];
  readonly writer: SnapshotWriter;
  readonly registry: ProviderRegistry;
  readonly journal: Journal;
  readonly executor: StepExecutor;
  readonly outputs: RegisteredOutputs;
  /** URNs that this run deletes. */
  readonly deleting: Set<Urn>;
}

export function createLaunch(request: DeploymentRequest, engineAddress: string): Launch {
  const preview = request.operation.startsWith("preview");
  const control = new RunControl(request.options.parallel);
  const reporter = new Reporter({
    emit: (event) => request.emit(event),
    preview,
    refreshOnly: request.operation.endsWith("refresh"),
  });
  const lines = new OutputLines(reporter);
  const plugins = new PluginHost({
    project: request.project,
    env: stackEnvironment(request),
    engineAddress,
    onLine: (packageName, line, from) => lines.show(packageName, line, from),
    onWarning: (message) => reporter.diagnostic("warning", message),
  });
  const program = new ProgramHost({
    request,
    engineAddress,
    preview,
    // Once the run has stopped, the SDK complains of calls that nobody answers any more.
    onLine: (line, from) => {
      if (control.reason === undefined) lines.show("program", line, from);
    },
  });
  const policies = new Policies({ request, preview, engineAddress, reporter, lines });
  return { request, engineAddress, preview, control, reporter, plugins, program, lines, policies };
}

export function createRun(launch: Launch, snapshot: Snapshot | undefined): Run {
  const { request, preview, control, reporter, plugins } = launch;
  const ledger = new Ledger(snapshot);
  const writer = new SnapshotWriter({
    take: () => ledger.snapshot(),
    save: (next) => request.save(next),
    onFailure(error) {
      reporter.error(error.message);
      control.stop("failed");
    },
  });
  const inState = new Map((snapshot?.resources ?? []).map((state) => [state.urn, state]));
  const builtin = new BuiltinProvider({
    stackOutputs: (name) => request.stackOutputs(name),
    stateOf: (urn) => outputs.stateOf(urn),
  });
  const registry = new ProviderRegistry({ host: plugins, builtin, inState: (urn) => inState.get(urn) });
  const deleting = new Set<Urn>();
  const journal = new Journal({ preview, ledger, writer });
  const executor = new StepExecutor({ preview, ledger, journal, registry, reporter, deleting });
  const outputs: RegisteredOutputs = new RegisteredOutputs({
    ledger,
    reporter,
    control,
    record: () => journal.record(),
  });
  const leftOpen = snapshot?.pendingOperations ?? [];
  return { ...launch, ledger, leftOpen, writer, registry, journal, executor, outputs, deleting };
}

/**
 * Starts what is slow to start and needs no state: the plugins that the state's resources need, and the program where
 * nothing is to be done before it runs.
 */
export function startEarly({ request, plugins, program }: Launch): void {
  for (const { type, inputs } of request.providers) {
    const packageName = packageOf(type);
    if (packageName !== BUILTIN_PACKAGE) plugins.startEarly(pluginOfInputs(packageName, inputs ?? {}));
  }
  const { operation, options, policyPacks } = request;
  const runsProgram = operation === "update" || operation === "preview";
  // A pack that cannot be used fails the operation before anything of it begins.
  if (runsProgram && !options.refresh && policyPacks.length === 0) program.start();
}
