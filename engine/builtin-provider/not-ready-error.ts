import type { PropertyMap } from "../deployment/values/property-value.ts";

/** An object is there, but it is not in order. */
export class NotReadyError extends Error {
  override readonly name = "NotReadyError";
  readonly id: string;
  readonly outputs: PropertyMap;
  /** What the object comes to as inputs; only a read finds that out. */
  readonly inputs: PropertyMap | undefined;
  readonly reasons: readonly string[];

  constructor(found: { id: string; outputs: PropertyMap; inputs?: PropertyMap; reasons: readonly string[] }) {
    super(found.reasons.join("\n"));
    this.id = found.id;
    this.outputs = found.outputs;
    this.inputs = found.inputs;
    this.reasons = found.reasons;
  }
}
