import type { EngineEvent, ResourceChanges, StepMetadata, StepStateMetadata } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import { isDefaultProvider, STACK_TYPE } from "../../deployment/state/urn.ts";
import { diagnosticText } from "./diagnostics.ts";
import { PLAIN } from "./palette.ts";

/** What `preview --json` prints (sdk/go/common/display/digest.go). */
export interface PreviewDigest {
  readonly config: Readonly<Record<string, string>>;
  readonly steps: readonly object[];
  readonly diagnostics: readonly object[];
  /** Nanoseconds. */
  readonly duration: number;
  readonly changeSummary: ResourceChanges;
}

/** @param config keys and values, secrets masked */
export function previewDigest(
  config: Readonly<Record<string, string>>,
  events: readonly EngineEvent[],
  result: DeploymentResult,
): PreviewDigest {
  return {
    config,
    steps: events.flatMap((event) => {
      if (!("resourcePreEvent" in event)) {
        return [];
      }
      const { metadata } = event.resourcePreEvent;
      const shown = metadata.op !== "same" || metadata.type === STACK_TYPE;
      return shown && !isDefaultProvider(metadata.urn) ? [digestStep(metadata)] : [];
    }),
    diagnostics: events.flatMap((event) => {
      if (!("diagnosticEvent" in event)) {
        return [];
      }
      const { urn, severity, ephemeral } = event.diagnosticEvent;
      return ephemeral === true
        ? []
        : [{ urn, message: `${diagnosticText(event.diagnosticEvent, PLAIN)}\n`, severity }];
    }),
    duration: Math.round(result.durationSeconds * 1e9),
    changeSummary: result.changes,
  };
}

function digestStep(step: StepMetadata): object {
  return {
    op: step.op,
    urn: step.urn,
    provider: orNothing(step.provider),
    oldState: step.old === null ? undefined : digestState(step.old),
    newState: step.new === null ? undefined : digestState(step.new),
    diffReasons: step.diffs,
    replaceReasons: step.keys,
    detailedDiff:
      step.detailedDiff === null
        ? null
        : Object.fromEntries(
            Object.entries(step.detailedDiff).map(([path, { diffKind, inputDiff }]) => [
              path,
              { kind: diffKind, inputDiff },
            ]),
          ),
  };
}

function digestState(state: StepStateMetadata): object {
  return {
    urn: state.urn,
    custom: state.custom ?? false,
    delete: state.delete,
    id: orNothing(state.id),
    type: state.type,
    inputs: orNothing(state.inputs),
    outputs: orNothing(state.outputs),
    parent: orNothing(state.parent),
    protect: state.protect,
    provider: orNothing(state.provider),
    initErrors: state.initErrors,
  };
}

function orNothing<T extends string | object>(value: T): T | undefined {
  return (typeof value === "string" ? value === "" : Object.keys(value).length === 0) ? undefined : value;
}
