import type { ResourceState } from "../state/snapshot.ts";
import type { ReadStep, RegistrationStep, Step } from "../steps/step.ts";
import type { RunControl } from "./run-control.ts";
import type { StepExecutor } from "./step-executor.ts";

/** What came of a registration or a read: the state, and the step that people see. */
export interface RegisteredResource {
  readonly state: ResourceState;
  readonly step: Extract<Step, { new: ResourceState }>;
}

/**
 * Carries out the steps of a registration or a read, in order.
 * @throws StoppedError when the run stops between two of them, StepFailedError
 */
export async function carryOut(
  steps: readonly (RegistrationStep | ReadStep)[],
  executor: StepExecutor,
  control: RunControl,
): Promise<RegisteredResource> {
  let made: ResourceState | undefined;
  let replaced: ResourceState | undefined;
  let shown: RegisteredResource["step"] | undefined;
  for (const step of steps) {
    control.mustGoOn();
    const done = await executor.execute(
      step.op === "replace" && made !== undefined ? { ...step, old: replaced ?? step.old, new: made } : step,
    );
    if (!("new" in done)) continue;
    if (done.op === "create-replacement" || done.op === "read-replacement") replaced = done.old;
    if (done.op !== "replace") made = done.new;
    if (done.op !== "create-replacement" && done.op !== "read-replacement") shown = done;
  }
  if (made === undefined || shown === undefined) throw new Error("no state came of a registration's steps");
  return { state: made, step: { ...shown, new: made } };
}
