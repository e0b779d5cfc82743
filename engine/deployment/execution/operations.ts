import { setTimeout } from "node:timers/promises";
import { ResourceMonitor } from "../monitor/resource-monitor.ts";
import { OldResources } from "../state/old-resources.ts";
import type { Urn } from "../state/snapshot.ts";
import { STACK_TYPE } from "../state/urn.ts";
import { unknownUrns } from "../steps/selection.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { deleteLeftovers } from "./deletions.ts";
import { Fates } from "./fates.ts";
import { pendingOperationsWarning } from "./pending-operations.ts";
import { Reads } from "./reads.ts";
import { refreshAll } from "./refresh.ts";
import { Registrations } from "./registrations.ts";
import type { Run } from "./run.ts";

/** How long the program may take to end once nothing answers it any more, in ms. */
const PROGRAM_END_MS = 1_000;

/** Has the program's calls answered, also those that it made before. */
type OfferMonitor = (service: ResourceMonitor["service"]) => void;

/**
 * Does what the request asks for.
 * @returns the stack's outputs
 * @throws StoppedError when the run stops, StepFailedError when people know why it failed, or another error
 */
export async function operate(run: Run, offerMonitor: OfferMonitor): Promise<PropertyMap> {
  const { request } = run;
  const { scope } = request.options;
  switch (request.operation) {
    case "refresh":
    case "preview-refresh":
      await refreshAll({ ...run, scope });
      return storedStackOutputs(run);
    case "destroy":
    case "preview-destroy":
      await prepare(run);
      await deleteLeftovers({ ...run, kept: new Set(), scope, continueOnError: request.options.continueOnError });
      return storedStackOutputs(run);
    case "update":
    case "preview":
      return update(run, offerMonitor);
  }
}

async function prepare(run: Run): Promise<void> {
  const { request, control, reporter, leftOpen, preview } = run;
  if (request.options.refresh) {
    await refreshAll({ ...run, scope: request.options.scope });
    if (control.failed) control.stop("failed");
    control.mustGoOn();
    return;
  }
  if (leftOpen.length > 0 && !preview) reporter.diagnostic("warning", pendingOperationsWarning(leftOpen));
}

async function update(run: Run, offerMonitor: OfferMonitor): Promise<PropertyMap> {
  const { control, reporter, outputs, ledger } = run;
  await prepare(run);
  const { scope, replace } = run.request.options;
  const before = new Set(ledger.before().map(({ urn }) => urn));
  if (!areKnown(run, replace, before)) control.stop("failed");
  control.mustGoOn();
  const names = new OldResources(ledger.living());
  const fates = new Fates();
  const registrations = new Registrations({ ...run, names, fates, scope, replace });
  const reads = new Reads({ ...run, names, fates });
  const monitor = new ResourceMonitor({ ...run, registrations, reads });
  offerMonitor(monitor.service);
  let complete = false;
  try {
    await runProgram(run);
    // Never take a program that was cut short for one that wants nothing more.
    if (control.reason === undefined && !(monitor.programComplete && outputs.hasStack)) {
      reporter.error("the program ended before it was complete (process.exit?), so it is not known what it wants");
      control.stop("failed");
    }
    control.mustGoOn();
    const known = new Set([...before, ...names.claimed()]);
    if (scope.kind === "targets" && !areKnown(run, scope.patterns, known)) control.fail();
    await deleteLeftovers({ ...run, kept: names.claimed(), scope, continueOnError: false });
    complete = !control.failed;
  } finally {
    outputs.finish(!complete);
  }
  await obeyStackPolicies(run, names.claimed());
  return storedStackOutputs(run);
}

/** Reports each resource that is named and that there is none of. @returns true when there is none */
function areKnown(run: Run, patterns: readonly string[], known: ReadonlySet<Urn>): boolean {
  const unknown = unknownUrns(patterns, known);
  for (const urn of unknown) {
    const hint = urn.includes("$") ? "" : " Did you forget to escape $ in your shell?";
    run.reporter.error(`Target '${urn}' could not be found in the stack.${hint}`);
  }
  return unknown.length === 0;
}

/**
 * Has the policies judge what came of the program. Whatever they find, it is done; the run fails.
 * @param registered the names of what the program registered
 */
async function obeyStackPolicies(run: Run, registered: ReadonlySet<Urn>): Promise<void> {
  const { policies, ledger, control, reporter, preview } = run;
  control.mustGoOn();
  const resources = ledger
    .resources()
    .filter((state) => state.delete !== true && state.external !== true && registered.has(state.urn));
  const root = resources.find(({ type }) => type === STACK_TYPE)?.urn ?? "";
  if ((await policies.judgeStack(resources, root)) !== "allowed") control.fail();
  if (policies.violated) reporter.error(preview ? "preview failed" : "update failed");
}

/** Settles when the program has ended and nothing that it asked for is under way. */
async function runProgram(run: Run): Promise<void> {
  const { control, reporter } = run;
  const program = run.program.start();
  const running = new AbortController();
  control.stopped.then(async () => {
    await control.idle();
    await setTimeout(PROGRAM_END_MS, undefined, { signal: running.signal }).then(
      () => program.end(),
      () => undefined,
    );
  });
  const problem = await program.ended;
  running.abort();
  await control.idle();
  if (problem === undefined || control.reason !== undefined) return;
  if (problem !== "") reporter.error(problem);
  control.stop("failed");
}

/** The stack's outputs as the state has them now. */
export function storedStackOutputs({ ledger }: Run): PropertyMap {
  return ledger.resources().find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
}
