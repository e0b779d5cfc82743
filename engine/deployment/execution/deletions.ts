import type { Ledger } from "../state/ledger.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { type DeletionStep, everythingUnder, planDeletions, scheduleDeletions } from "../steps/plan-deletions.ts";
import type { RunControl } from "./run-control.ts";
import { StepFailedError } from "./step-errors.ts";
import type { StepExecutor } from "./step-executor.ts";

/**
 * Deletes what a wholly successful run leaves over, everything before what it depends on. A protected resource is not
 * touched, nor is anything under it, and the run fails in the end; any other failure stops it.
 * @param kept the names that the program registered; none for a destroy
 * @throws StoppedError when the run stops, StepFailedError for the failure that stopped it
 */
export async function deleteLeftovers(options: {
  readonly ledger: Ledger;
  readonly executor: StepExecutor;
  readonly control: RunControl;
  readonly kept: ReadonlySet<Urn>;
  readonly deleting: Set<Urn>;
}): Promise<void> {
  const { ledger, executor, control, kept, deleting } = options;
  const resources = ledger.before();
  const rounds = scheduleDeletions(planDeletions(resources, kept), resources);
  for (const step of rounds.flat()) deleting.add(step.old.urn);
  const refused: ResourceState[] = [];
  for (const round of rounds) {
    const needed = everythingUnder(refused, resources);
    const remove = async (step: DeletionStep): Promise<void> => {
      try {
        await executor.execute(step);
      } catch (error) {
        if (error instanceof StepFailedError && error.harmless) {
          control.fail();
          refused.push(step.old);
        } else {
          control.stop("failed");
          throw error;
        }
      }
    };
    const possible = round.filter(({ old }) => !needed.has(old));
    // All of a round is awaited also when one fails: what is under way is recorded.
    const results = await Promise.allSettled(possible.map((step) => control.run(() => remove(step))));
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }
}
