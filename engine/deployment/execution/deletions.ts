import type { Ledger } from "../state/ledger.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { type DeletionStep, everythingUnder, planDeletions, scheduleDeletions } from "../steps/plan-deletions.ts";
import { deletableIn, type Scope, unaskedDeletions } from "../steps/selection.ts";
import type { Reporter } from "./reporter.ts";
import { type RunControl, StoppedError } from "./run-control.ts";
import { StepFailedError } from "./step-errors.ts";
import type { StepExecutor } from "./step-executor.ts";

/**
 * Deletes what a wholly successful run leaves over, everything before what it depends on. A protected resource is not
 * touched, nor is anything under it, and the run fails in the end; any other failure stops it, unless it is to go on.
 * @param kept the names that the program registered; none for a destroy
 * @param scope what of the rest may be deleted
 * @throws StoppedError when the run stops, StepFailedError for the failure that stopped it
 */
export async function deleteLeftovers(options: {
  readonly ledger: Ledger;
  readonly executor: StepExecutor;
  readonly control: RunControl;
  readonly kept: ReadonlySet<Urn>;
  readonly deleting: Set<Urn>;
  readonly preview: boolean;
  readonly reporter: Reporter;
  readonly scope: Scope;
  readonly continueOnError: boolean;
}): Promise<void> {
  const { ledger, executor, control, kept, deleting, preview, reporter, scope, continueOnError } = options;
  const resources = ledger.before();
  const deletable = deletableIn(scope, resources);
  const deletions = planDeletions(resources, kept, deletable);
  for (const state of resources) {
    if (!deletable.has(state) && !kept.has(state.urn)) await executor.execute({ op: "leave", old: state, new: state });
  }
  const unasked = unaskedDeletions(
    scope,
    deletions.map(({ old }) => old),
  );
  for (const { urn } of unasked) reporter.error(unaskedText(urn), urn);
  if (unasked.length > 0) {
    control.fail();
    // A preview goes on, so that people hear of everything at once.
    if (!preview) {
      control.stop("failed");
      throw new StoppedError();
    }
  }
  const rounds = scheduleDeletions(deletions, resources);
  for (const step of rounds.flat()) deleting.add(step.old.urn);
  const refused: ResourceState[] = [];
  for (const round of rounds) {
    const needed = everythingUnder(refused, resources);
    const remove = async (step: DeletionStep): Promise<void> => {
      try {
        await executor.execute(step);
      } catch (error) {
        if (error instanceof StepFailedError && (error.harmless || continueOnError)) {
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

function unaskedText(urn: Urn): string {
  return (
    `Resource '${urn}' will be destroyed but was not specified in --target list.\n` +
    "Either include resource in --target list or pass --target-dependents to proceed."
  );
}
