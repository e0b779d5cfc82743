import type { Ledger } from "../state/ledger.ts";
import { withoutMissing } from "../state/rebase.ts";
import type { ResourceState } from "../state/snapshot.ts";
import { type Scope, Selection } from "../steps/selection.ts";
import { NO_CAUSE, type Step } from "../steps/step.ts";
import type { Journal } from "./journal.ts";
import type { RunControl } from "./run-control.ts";
import { StepFailedError } from "./step-errors.ts";
import type { StepExecutor } from "./step-executor.ts";

/**
 * Reads the resources of the state that are meant and makes what is found the new state. One that cannot be read keeps
 * its state; the others are read all the same, and the run has failed.
 * @throws StoppedError when the run stops
 */
export async function refreshAll(options: {
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly executor: StepExecutor;
  readonly control: RunControl;
  readonly scope: Scope;
}): Promise<void> {
  const { ledger, journal, executor, control, scope } = options;
  const before = ledger.before();
  const selection = new Selection(scope);
  const readAgain = async (old: ResourceState): Promise<ResourceState | undefined> => {
    try {
      const step: Extract<Step, { op: "refresh" }> = { op: "refresh", old, cause: NO_CAUSE };
      return (await executor.execute(step)).new;
    } catch (error) {
      if (!(error instanceof StepFailedError)) throw error;
      control.fail();
      return old;
    }
  };
  const results = await Promise.allSettled(
    before.map(async (old) => (selection.takesIn(old) ? control.run(() => readAgain(old)) : old)),
  );
  const found = results.map((result, index) => (result.status === "fulfilled" ? result.value : before[index]));
  ledger.rebase(withoutMissing(found));
  journal.record();
  control.mustGoOn();
}
