import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import type { SummaryEvent } from "./events.ts";
import { operate, storedStackOutputs } from "./execution/operations.ts";
import { createLaunch, createRun, type Launch, type Run, startEarly } from "./execution/run.ts";
import { StoppedError } from "./execution/run-control.ts";
import { StepFailedError } from "./execution/step-errors.ts";
import { engineService } from "./monitor/engine-service.ts";
import { lateService } from "./monitor/late-service.ts";
import type { ResourceMonitor } from "./monitor/resource-monitor.ts";
import { EngineServer } from "./monitor/server.ts";
import { type DeploymentRequest, type DeploymentResult, UnknownResourceError, UnsupportedError } from "./request.ts";
import type { Snapshot } from "./state/snapshot.ts";
import { patternsOf, unknownUrns } from "./steps/selection.ts";
import type { PropertyMap } from "./values/property-value.ts";
import { messageOf } from "./wire/rpc.ts";

/**
 * Runs one operation to its end. Whatever fails in it is a diagnostic and `result: "failed"`.
 * @throws UnsupportedError for what this engine cannot do at all; PolicyPackError when a policy pack cannot be used, with
 * nothing begun; UnknownResourceError when a refresh or a destroy is for a resource that the stack does not have;
 * Error when there is no port to listen on
 */
export async function runDeployment(request: DeploymentRequest): Promise<DeploymentResult> {
  const started = performance.now();
  if (request.config.has("pulumi:disable-default-providers")) {
    throw new UnsupportedError("the config pulumi:disable-default-providers is not supported by the embedded engine");
  }
  const server = await EngineServer.open();
  const launch = createLaunch(request, server.address);
  const { reporter, control, policies, preview } = launch;
  server.offer(engineGrpc.EngineService, engineService(reporter));
  const outputs = await listening(launch, () => toItsEnd(launch, server));

  const { changes, maybeCorrupt } = reporter;
  const result = control.reason === "canceled" ? "canceled" : control.failed ? "failed" : "succeeded";
  const durationSeconds = (performance.now() - started) / 1000;
  const summaryEvent: SummaryEvent = {
    maybeCorrupt,
    durationSeconds: Math.round(durationSeconds),
    resourceChanges: changes,
    PolicyPacks: policies.versions,
    isPreview: preview,
    result,
  };
  request.emit({ summaryEvent });
  return { result, changes, outputs, durationSeconds };
}

/** What a program makes is known only once it has run; here there is only the state. */
function refuseUnknownResources({ operation, options }: DeploymentRequest, snapshot: Snapshot | undefined): void {
  if (operation === "update" || operation === "preview") return;
  const known = new Set((snapshot?.resources ?? []).map(({ urn }) => urn));
  const [unknown] = unknownUrns(patternsOf(options.scope), known);
  if (unknown !== undefined) throw new UnknownResourceError(`no resource named '${unknown}' found`);
}

async function toItsEnd(launch: Launch, server: EngineServer): Promise<PropertyMap> {
  const { request, plugins, program, policies } = launch;
  const monitor = Promise.withResolvers<ResourceMonitor["service"]>();
  server.offer(resourceGrpc.ResourceMonitorService, lateService(resourceGrpc.ResourceMonitorService, monitor.promise));
  try {
    startEarly(launch);
    const snapshot = await request.snapshot;
    refuseUnknownResources(request, snapshot);
    await policies.start();
    const shown = [...request.config].map(([key, text]) => [key, request.secretKeys.includes(key) ? "[secret]" : text]);
    request.emit({ preludeEvent: { config: Object.fromEntries(shown) } });
    return await operateAndRecord(createRun(launch, snapshot), monitor.resolve);
  } finally {
    await Promise.all([plugins.end(), program.end(), policies.end()]);
    server.close();
  }
}

async function operateAndRecord(
  run: Run,
  offerMonitor: (service: ResourceMonitor["service"]) => void,
): Promise<PropertyMap> {
  const { terminate } = run.request;
  const stopStoring = (): void => run.writer.end();
  terminate.addEventListener("abort", stopStoring);
  try {
    if (terminate.aborted) stopStoring();
    return await operate(run, offerMonitor);
  } catch (error) {
    if (!(error instanceof StoppedError || error instanceof StepFailedError)) run.reporter.error(messageOf(error));
    run.control.stop("failed");
    return storedStackOutputs(run);
  } finally {
    await run.control.idle();
    if (!run.preview) {
      run.journal.record();
      await run.writer.settled();
    }
    terminate.removeEventListener("abort", stopStoring);
  }
}

/** Does the work while listening for people who want it to stop. */
async function listening<Result>(launch: Launch, work: () => Promise<Result>): Promise<Result> {
  const { cancel, terminate } = launch.request;
  const onCancel = (): void => {
    launch.control.stop("canceled");
    launch.plugins.cancel();
  };
  const onTerminate = (): void => {
    launch.control.stop("canceled");
    launch.plugins.kill();
    launch.program.kill();
    launch.policies.kill();
  };
  cancel.addEventListener("abort", onCancel);
  terminate.addEventListener("abort", onTerminate);
  try {
    if (cancel.aborted) onCancel();
    return await work();
  } finally {
    cancel.removeEventListener("abort", onCancel);
    terminate.removeEventListener("abort", onTerminate);
  }
}
