import { BUILTIN_PACKAGE, BuiltinProvider } from "../builtin/builtin-provider.ts";
import { PluginHost } from "../plugins/plugin-host.ts";
import { pluginOfInputs } from "../plugins/plugin-identity.ts";
import { ProviderRegistry } from "../plugins/provider-registry.ts";
import { Policies } from "../policies/policies.ts";
import { stackEnvironment } from "../program/environment.ts";
import type { DeploymentRequest } from "../request.ts";
import { Ledger } from "../state/ledger.ts";
import type { Urn } from "../state/snapshot.ts";
import { SnapshotWriter } from "../state/snapshot-writer.ts";
import { isProviderType, packageOf } from "../state/urn.ts";
import { OutputLines } from "./output-lines.ts";
import { RegisteredOutputs } from "./registered-outputs.ts";
import { Reporter } from "./reporter.ts";
import { RunControl } from "./run-control.ts";
import { StepExecutor } from "./step-executor.ts";

/** One operation on a stack, with everything that it needs while it lasts. */
export interface Run {
  readonly request: DeploymentRequest;
  readonly engineAddress: string;
  readonly preview: boolean;
  readonly control: RunControl;
  readonly reporter: Reporter;
  readonly ledger: Ledger;
  readonly writer: SnapshotWriter;
  readonly plugins: PluginHost;
  readonly registry: ProviderRegistry;
  readonly executor: StepExecutor;
  readonly outputs: RegisteredOutputs;
  /** URNs that this run deletes. */
  readonly deleting: Set<Urn>;
  readonly lines: OutputLines;
  readonly policies: Policies;
}

export function createRun(request: DeploymentRequest, engineAddress: string): Run {
  const preview = request.operation.startsWith("preview");
  const control = new RunControl(request.options.parallel);
  const reporter = new Reporter({
    emit: (event) => request.emit(event),
    preview,
    refreshOnly: request.operation.endsWith("refresh"),
  });
  const ledger = new Ledger(request.snapshot);
  const writer = new SnapshotWriter({
    take: () => ledger.snapshot(),
    save: (snapshot) => request.save(snapshot),
    onFailure(error) {
      reporter.error(error.message);
      control.stop("failed");
    },
  });
  const lines = new OutputLines(reporter);
  const plugins = new PluginHost({
    project: request.project,
    env: stackEnvironment(request),
    engineAddress,
    onLine: (packageName, line, from) => lines.show(packageName, line, from),
    onWarning: (message) => reporter.diagnostic("warning", message),
  });
  const policies = new Policies({ request, preview, engineAddress, reporter, lines });
  const inState = new Map((request.snapshot?.resources ?? []).map((state) => [state.urn, state]));
  const builtin = new BuiltinProvider({
    stackOutputs: (name) => request.stackOutputs(name),
    stateOf: (urn) => outputs.stateOf(urn),
  });
  const registry = new ProviderRegistry({ host: plugins, builtin, inState: (urn) => inState.get(urn) });
  const deleting = new Set<Urn>();
  const executor = new StepExecutor({ preview, ledger, writer, registry, reporter, deleting });
  const outputs: RegisteredOutputs = new RegisteredOutputs({ ledger, reporter, record: () => executor.record() });
  return {
    request,
    engineAddress,
    preview,
    control,
    reporter,
    ledger,
    writer,
    plugins,
    registry,
    executor,
    outputs,
    deleting,
    lines,
    policies,
  };
}

/** Starts the plugins that the state's resources need while the program is still loading. */
export function startPluginsEarly(run: Run): void {
  for (const state of run.request.snapshot?.resources ?? []) {
    const packageName = packageOf(state.type);
    if (!isProviderType(state.type) || state.delete === true || packageName === BUILTIN_PACKAGE) continue;
    run.plugins.startEarly(pluginOfInputs(packageName, state.inputs ?? {}));
  }
}
