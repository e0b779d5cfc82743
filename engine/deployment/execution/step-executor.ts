import type { StepOperation } from "../events.ts";
import type { ProviderRegistry } from "../plugins/provider-registry.ts";
import type { Ledger } from "../state/ledger.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { isProviderType } from "../state/urn.ts";
import type { Step } from "../steps/step.ts";
import { UNKNOWN } from "../values/marks.ts";
import { ProviderError } from "../wire/provider-error.ts";
import { messageOf } from "../wire/rpc.ts";
import { existing } from "./existing.ts";
import type { Journal } from "./journal.ts";
import { readAgain } from "./read-again.ts";
import { readExternal } from "./read-external.ts";
import type { Reporter } from "./reporter.ts";
import { withOutputs } from "./secret-outputs.ts";
import { HalfDoneError, ProtectedError, StepFailedError } from "./step-errors.ts";
import { needsStoring } from "./unchanged.ts";

/** Carries out steps: calls providers, keeps the ledger, and tells. */
export class StepExecutor {
  private readonly preview: boolean;
  private readonly ledger: Ledger;
  private readonly journal: Journal;
  private readonly registry: ProviderRegistry;
  private readonly reporter: Reporter;
  /** URNs that this run deletes: what is deleted with one of them needs no deletion of its own. */
  private readonly deleting: ReadonlySet<Urn>;

  constructor(options: {
    preview: boolean;
    ledger: Ledger;
    journal: Journal;
    registry: ProviderRegistry;
    reporter: Reporter;
    deleting: ReadonlySet<Urn>;
  }) {
    this.preview = options.preview;
    this.ledger = options.ledger;
    this.journal = options.journal;
    this.registry = options.registry;
    this.reporter = options.reporter;
    this.deleting = options.deleting;
  }

  /**
   * @returns the step with the states that came of it
   * @throws StepFailedError after having told why
   */
  async execute<S extends Step>(step: S): Promise<S> {
    this.reporter.started(step);
    try {
      const { done, found } = await this.apply(step);
      this.reporter.done(done, found);
      return done as S;
    } catch (error) {
      const left = error instanceof HalfDoneError ? error.left : undefined;
      const cause = error instanceof HalfDoneError ? error.cause : error;
      const outcome = cause instanceof ProviderError ? cause.outcome : "untouched";
      this.reporter.failed(asItFailed(step, left), messageOf(cause), outcome);
      throw new StepFailedError(cause);
    }
  }

  private async apply(step: Step): Promise<{ done: Step; found?: StepOperation }> {
    switch (step.op) {
      case "leave":
        this.ledger.leaveAlone();
        return { done: step };
      case "same":
        return { done: { ...step, new: await this.keep(step.old, step.new) } };
      case "create":
        return { done: { ...step, new: await this.create(step.new) } };
      case "create-replacement":
        // The old one may wait for its deletion from now on, and is told so.
        return { done: { ...step, new: await this.createReplacement(step), old: this.ledger.current(step.old) } };
      case "update":
        return { done: { ...step, new: await this.update(step) } };
      case "replace":
        return { done: step };
      case "delete":
      case "delete-replaced":
        await this.delete(step);
        return { done: step };
      case "remove-pending-replace":
        this.ledger.remove(step.old);
        this.journal.record();
        return { done: step };
      case "read":
        return { done: { ...step, new: await this.read(step) } };
      case "read-replacement":
        return { done: { ...step, new: await this.read(step), old: this.ledger.current(step.old) } };
      case "refresh":
        return this.refresh(step);
    }
  }

  private async keep(old: ResourceState, next: ResourceState): Promise<ResourceState> {
    const kept = withOutputs({ ...next, id: old.id }, old.outputs);
    if (isProviderType(kept.type)) await this.registry.keep(kept, old.inputs ?? {});
    this.ledger.remove(old);
    this.ledger.add(kept);
    if (needsStoring(old, kept)) this.journal.record();
    return kept;
  }

  private async create(next: ResourceState, replaced?: { old: ResourceState; keep: boolean }): Promise<ResourceState> {
    const settle = (made: ResourceState): ResourceState => {
      this.ledger.add(made);
      if (replaced !== undefined) this.supersede(replaced.old, replaced.keep);
      return made;
    };
    const now = new Date().toISOString();
    const made = { ...next, created: now, modified: now };
    if (!next.custom) {
      this.journal.record();
      return settle(made);
    }
    const provider = await this.registry.providerOf(next);
    const finish = await this.journal.begin(next, "creating");
    try {
      const { id, outputs } = await provider.create({
        urn: next.urn,
        inputs: next.inputs ?? {},
        timeoutSeconds: next.customTimeouts?.create ?? 0,
        preview: this.preview,
      });
      return settle(withOutputs({ ...made, id }, outputs));
    } catch (error) {
      if (error instanceof ProviderError && error.partial !== undefined) {
        const { id, outputs, reasons } = error.partial;
        throw new HalfDoneError(settle(withOutputs({ ...made, id, initErrors: reasons }, outputs)), error);
      }
      throw error;
    } finally {
      finish();
    }
  }

  private createReplacement(step: Extract<Step, { op: "create-replacement" }>): Promise<ResourceState> {
    return this.create(step.new, { old: step.old, keep: step.keepOld });
  }

  private async update(step: Extract<Step, { op: "update" }>): Promise<ResourceState> {
    const { old } = step;
    const next = { ...step.new, id: old.id };
    const settle = (made: ResourceState): ResourceState => {
      this.ledger.remove(old);
      this.ledger.add(made);
      return made;
    };
    if (!next.custom) {
      this.journal.record();
      return settle(next);
    }
    const provider = await this.registry.providerOf(next);
    const finish = await this.journal.begin(step.new, "updating");
    const made = { ...next, modified: new Date().toISOString() };
    try {
      const outputs = await provider.update({
        old: existing(old, next.urn),
        inputs: next.inputs ?? {},
        ignoreChanges: next.ignoreChanges ?? [],
        timeoutSeconds: next.customTimeouts?.update ?? 0,
        preview: this.preview,
      });
      return settle(withOutputs(made, outputs));
    } catch (error) {
      if (error instanceof ProviderError && error.partial !== undefined) {
        // What exists was not made of the new inputs: with the old ones the next run sees the difference again.
        const { outputs, reasons } = error.partial;
        const left = withOutputs({ ...made, inputs: old.inputs, initErrors: reasons }, outputs);
        throw new HalfDoneError(settle(left), error);
      }
      throw error;
    } finally {
      finish();
    }
  }

  private async delete(step: Extract<Step, { op: "delete" | "delete-replaced" }>): Promise<void> {
    const old = this.ledger.current(step.old);
    if (step.op === "delete" && old.protect === true) throw new ProtectedError(old.urn);
    const settle = (): void => {
      if (step.op === "delete-replaced" && step.recreated) this.ledger.alter(old, { pendingReplacement: true });
      else this.ledger.remove(old);
    };
    const goesWithOther = old.deletedWith !== undefined && this.deleting.has(old.deletedWith);
    if (this.preview || !old.custom || old.external === true || old.retainOnDelete === true || goesWithOther) {
      settle();
      this.journal.record();
      return;
    }
    const provider = await this.registry.providerOf(old);
    const finish = await this.journal.begin(old, "deleting");
    try {
      await provider.delete(existing(old), old.customTimeouts?.delete ?? 0);
      settle();
    } finally {
      finish();
    }
  }

  private async read(step: Extract<Step, { op: "read" | "read-replacement" }>): Promise<ResourceState> {
    const { old, new: next } = step;
    const settle = (found: ResourceState): ResourceState => {
      this.ledger.add(found);
      if (old !== undefined) this.supersede(old, step.op === "read-replacement");
      return found;
    };
    if (next.id === UNKNOWN) return settle({ ...next, outputs: {} });
    const provider = await this.registry.providerOf(next);
    const finish = await this.journal.begin(next, "reading");
    try {
      const { state, failure } = await readExternal(next, old, provider);
      settle(state);
      if (failure !== undefined) throw failure;
      return state;
    } finally {
      finish();
    }
  }

  /** Puts an entry out of the way of its successor. @param keep it is to be deleted at the end */
  private supersede(old: ResourceState, keep: boolean): void {
    const current = this.ledger.current(old);
    if (keep && current.pendingReplacement !== true) this.ledger.alter(current, { delete: true });
    else this.ledger.remove(current);
  }

  private async refresh(step: Extract<Step, { op: "refresh" }>): Promise<{ done: Step; found: StepOperation }> {
    const { old } = step;
    if (!old.custom || isProviderType(old.type) || old.pendingReplacement === true) {
      return { done: { ...step, new: old }, found: "same" };
    }
    const { state, found, cause } = await readAgain(old, await this.registry.providerOf(old), this.preview);
    if ((state?.initErrors ?? []).length > 0) {
      const reasons = (state?.initErrors ?? []).map((reason) => `\n* ${reason}`).join("");
      this.reporter.diagnostic("warning", `Refreshed resource is in an unhealthy state:${reasons}`, { urn: old.urn });
    }
    return { done: { ...step, new: state, cause }, found };
  }
}

/** The step as people are told that it failed: with what there is of the resource. */
function asItFailed(step: Step, left: ResourceState | undefined): Step {
  if (left !== undefined && "new" in step) return { ...step, new: { ...left, inputs: step.new?.inputs } };
  return step.op === "update" ? { ...step, new: { ...step.new, id: step.old.id } } : step;
}
