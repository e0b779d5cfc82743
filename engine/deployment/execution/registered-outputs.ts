import type { Ledger } from "../state/ledger.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { STACK_TYPE } from "../state/urn.ts";
import { equalValues } from "../values/difference.ts";
import type { PropertyMap } from "../values/property-value.ts";
import type { RegisteredResource } from "./carry-out.ts";
import type { Reporter } from "./reporter.ts";
import type { RunControl } from "./run-control.ts";

/** What the program says of its components and of the stack once they are complete. */
export class RegisteredOutputs {
  private readonly ledger: Ledger;
  private readonly reporter: Reporter;
  private readonly control: RunControl;
  private readonly record: () => void;
  private readonly registered = new Map<Urn, RegisteredResource>();
  private stack: RegisteredResource | undefined;
  private stackOutputs: PropertyMap | undefined;

  constructor(options: { ledger: Ledger; reporter: Reporter; control: RunControl; record: () => void }) {
    this.ledger = options.ledger;
    this.reporter = options.reporter;
    this.control = options.control;
    this.record = options.record;
  }

  remember(resource: RegisteredResource): void {
    this.registered.set(resource.state.urn, resource);
    if (resource.state.type === STACK_TYPE) this.stack = resource;
  }

  /** What this run made of a resource; undefined when the program has not registered it. */
  stateOf(urn: Urn): ResourceState | undefined {
    const resource = this.registered.get(urn);
    return resource && this.ledger.current(resource.state);
  }

  /** @throws RangeError when the program has not registered the resource */
  set(urn: Urn, outputs: PropertyMap): void {
    const resource = this.registered.get(urn);
    if (resource === undefined) throw new RangeError(`outputs of the resource '${urn}', which is not registered`);
    if (resource !== this.stack) this.put(resource, outputs);
    // They wait: what they mean depends on whether the run succeeds. A run that has stopped takes no more of them.
    else if (this.control.reason === undefined) this.stackOutputs = outputs;
  }

  get hasStack(): boolean {
    return this.stack !== undefined;
  }

  /** Settles the stack's outputs. After a failure the absence of one does not mean that it is not wanted any more. */
  finish(failed: boolean): void {
    if (this.stack === undefined || this.stackOutputs === undefined) return;
    const before = "old" in this.stack.step ? this.stack.step.old?.outputs : {};
    this.put(this.stack, failed ? { ...before, ...this.stackOutputs } : this.stackOutputs);
  }

  private put(resource: RegisteredResource, outputs: PropertyMap): void {
    // A component that was not made has no entry that could have outputs.
    if (resource.step.op === "leave" && resource.step.old === undefined) return;
    const before = this.ledger.current(resource.state).outputs;
    const state = this.ledger.alter(resource.state, { outputs });
    this.reporter.outputs({ ...resource.step, new: state });
    if (!equalValues(before, outputs)) this.record();
  }
}
