import { PluginHost } from "../plugins/plugin-host.ts";
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
  });
  const policies = new Policies({ request, preview, engineAddress, reporter, lines });
  const inState = new Map((request.snapshot?.resources ?? []).map((state) => [state.urn, state]));
  const registry = new ProviderRegistry(plugins, (urn) => inState.get(urn));
  const deleting = new Set<Urn>();
  const executor = new StepExecutor({ preview, ledger, writer, registry, reporter, deleting });
  const outputs = new RegisteredOutputs({ ledger, reporter, record: () => executor.record() });
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
    if (isProviderType(state.type) && state.delete !== true) run.plugins.startEarly(packageOf(state.type));
  }
}
