import type { DiagnosticEvent, EngineEvent, StepMetadata, StepOperation } from "../../../deployment/events.ts";
import type { Urn } from "../../../deployment/state/snapshot.ts";

/** Of project `p`. */
export const STACK: Urn = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev";

/** A resource of stack `dev` of project `p`. */
export function urnOf(type: string, name: string): Urn {
  return `urn:pulumi:dev::p::${type}::${name}`;
}

/** A step of a resource, or of a component where `custom` is false. */
export function stepOf(op: StepOperation, urn: Urn, parent: Urn = STACK, custom = urn !== STACK): StepMetadata {
  const type = urn.split("::")[2] ?? "";
  const state = {
    type,
    urn,
    custom,
    id: custom ? "id" : "",
    parent: urn === STACK ? "" : parent,
    inputs: {},
    outputs: {},
    provider: "",
  };
  const before = op === "create" || op === "create-replacement" ? null : state;
  const after = op === "delete" || op === "delete-replaced" ? null : state;
  return { op, urn, type, old: before, new: after, detailedDiff: null, provider: "" };
}

export function begins(metadata: StepMetadata): EngineEvent {
  return { resourcePreEvent: { metadata } };
}

export function ends(metadata: StepMetadata): EngineEvent {
  return { resOutputsEvent: { metadata } };
}

export function fails(metadata: StepMetadata): EngineEvent {
  return { resOpFailedEvent: { metadata, status: 0, steps: 0 } };
}

export function says(urn: Urn, message: string, severity: DiagnosticEvent["severity"] = "info"): EngineEvent {
  return { diagnosticEvent: { urn, message, color: "never", severity } };
}
