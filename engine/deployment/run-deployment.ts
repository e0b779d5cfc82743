import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { SummaryEvent } from "./events.ts";
import { operate, storedStackOutputs } from "./execution/operations.ts";
import { createRun, type Run, startPluginsEarly } from "./execution/run.ts";
import { StoppedError } from "./execution/run-control.ts";
import { StepFailedError } from "./execution/step-errors.ts";
import { engineService } from "./monitor/engine-service.ts";
import { EngineServer } from "./monitor/server.ts";
import { type DeploymentRequest, type DeploymentResult, UnknownResourceError, UnsupportedError } from "./request.ts";
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
  refuseUnknownResources(request);
  const server = await EngineServer.open();
  const run = createRun(request, server.address);
  server.offer(engineGrpc.EngineService, engineService(run.reporter));
  const outputs = await listening(run, () => toItsEnd(run, server));

  const { changes, maybeCorrupt } = run.reporter;
  const result = run.control.reason === "canceled" ? "canceled" : run.control.failed ? "failed" : "succeeded";
  const durationSeconds = (performance.now() - started) / 1000;
  const summaryEvent: SummaryEvent = {
    maybeCorrupt,
    durationSeconds: Math.round(durationSeconds),
    resourceChanges: changes,
    PolicyPacks: run.policies.versions,
    isPreview: run.preview,
    result,
  };
  request.emit({ summaryEvent });
  return { result, changes, outputs, durationSeconds };
}

/** What a program makes is known only once it has run; here there is only the state. */
function refuseUnknownResources({ operation, options, snapshot }: DeploymentRequest): void {
  if (operation === "update" || operation === "preview") return;
  const known = new Set((snapshot?.resources ?? []).map(({ urn }) => urn));
  const [unknown] = unknownUrns(patternsOf(options.scope), known);
  if (unknown !== undefined) throw new UnknownResourceError(`no resource named '${unknown}' found`);
}

async function toItsEnd(run: Run, server: EngineServer): Promise<PropertyMap> {
  const { request, plugins, policies } = run;
  try {
    startPluginsEarly(run);
    await policies.start();
    const shown = [...request.config].map(([key, text]) => [key, request.secretKeys.includes(key) ? "[secret]" : text]);
    request.emit({ preludeEvent: { config: Object.fromEntries(shown) } });
    return await operateAndRecord(run, server);
  } finally {
    await Promise.all([plugins.end(), policies.end()]);
    server.close();
  }
}

async function operateAndRecord(run: Run, server: EngineServer): Promise<PropertyMap> {
  try {
    return await operate(run, server);
  } catch (error) {
    if (!(error instanceof StoppedError || error instanceof StepFailedError)) run.reporter.error(messageOf(error));
    run.control.stop("failed");
    return storedStackOutputs(run);
  } finally {
    await run.control.idle();
    if (!run.preview) {
      run.executor.record();
      await run.writer.settled();
    }
  }
}

/** Does the work while listening for people who want it to stop. */
async function listening<Result>(run: Run, work: () => Promise<Result>): Promise<Result> {
  const { cancel, terminate } = run.request;
  const onCancel = (): void => {
    run.control.stop("canceled");
    run.plugins.cancel();
  };
  const onTerminate = (): void => {
    run.writer.end();
    run.control.stop("canceled");
    run.plugins.kill();
    run.policies.kill();
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
