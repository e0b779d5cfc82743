import type { OldResources } from "../state/old-resources.ts";
import { planRead, type ReadGoal } from "../steps/plan-read.ts";
import { carryOut, type RegisteredResource } from "./carry-out.ts";
import type { Fates } from "./fates.ts";
import { RegistrationRefusedError } from "./registration-refused.ts";
import type { RunControl } from "./run-control.ts";
import type { StepExecutor } from "./step-executor.ts";

/** Looks up what the program wants to know, not to manage; in previews, too. */
export class Reads {
  private readonly names: OldResources;
  private readonly executor: StepExecutor;
  private readonly control: RunControl;
  private readonly fates: Fates;

  constructor(options: { names: OldResources; executor: StepExecutor; control: RunControl; fates: Fates }) {
    this.names = options.names;
    this.executor = options.executor;
    this.control = options.control;
    this.fates = options.fates;
  }

  /** @throws StoppedError, StepFailedError, RegistrationRefusedError */
  async read(goal: ReadGoal): Promise<RegisteredResource> {
    this.control.mustGoOn();
    if (goal.parent !== undefined && !this.names.has(goal.parent)) {
      throw new RegistrationRefusedError(`could not find parent resource ${goal.parent}`);
    }
    const old = this.names.claim(goal.urn, goal.parent, []);
    if (goal.id === "") throw new RegistrationRefusedError(`Expected an ID for ${goal.urn}`);
    const steps = planRead(goal, old);
    this.fates.decided.add(goal.urn);
    if (old !== undefined) this.fates.decided.add(old.urn);
    if (steps.some(({ op }) => op === "read-replacement")) this.fates.replaced.add(goal.urn);
    const early = old && this.fates.early.get(old.urn);
    return this.control.run(async () => {
      await early?.gone;
      return carryOut(steps, this.executor, this.control);
    });
  }
}
