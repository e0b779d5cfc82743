import type { StepMetadata, StepOperation } from "../../deployment/events.ts";
import { equalValues } from "../../deployment/values/difference.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { Palette } from "./palette.ts";
import type { Span } from "./spans.ts";

/** `diff: +added-removed~changed`, keys separated by commas; empty when no property differs. */
export function changeSummary(step: StepMetadata, palette: Palette): readonly Span[] {
  if (step.old === null || step.new === null || step.op === "same") {
    return [];
  }
  const found = step.detailedDiff === null ? fromInputs(step) : fromDetails(step.detailedDiff);
  const listed = (operation: StepOperation, sign: string, keys: readonly string[]): Span[] =>
    keys.length === 0
      ? []
      : [{ text: sign + [...keys].sort().join(","), paint: (text) => palette.operation(operation, text) }];
  const keys = [
    ...listed("create", "+", found.added),
    ...listed("delete", "-", found.removed),
    ...listed("update", "~", found.changed),
  ];
  return keys.length === 0 ? [] : [{ text: "diff: " }, ...keys];
}

interface ChangedKeys {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

function fromDetails(details: NonNullable<StepMetadata["detailedDiff"]>): ChangedKeys {
  const kinds = new Map<string, "added" | "removed" | "changed">();
  for (const [path, { diffKind }] of Object.entries(details)) {
    const key = /^(?:\["(.*?)"\]|[^.[]+)/.exec(path);
    const name = key?.[1] ?? key?.[0] ?? path;
    const whole = name === path;
    const kind =
      whole && diffKind.startsWith("add") ? "added" : whole && diffKind.startsWith("delete") ? "removed" : "changed";
    kinds.set(name, kind);
  }
  const of = (kind: string) => [...kinds].filter(([, found]) => found === kind).map(([key]) => key);
  return { added: of("added"), removed: of("removed"), changed: of("changed") };
}

/** Secrets are masked in events, so a property that the provider names may look unchanged: it counts as changed. */
function fromInputs({ old, new: after, diffs }: StepMetadata): ChangedKeys {
  const before: PropertyMap = old?.inputs ?? {};
  const now: PropertyMap = after?.inputs ?? {};
  const differing = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (key) => !key.startsWith("__") && !equalValues(before[key], now[key]),
  );
  const keys = diffs !== undefined && diffs.length > 0 ? diffs.filter((key) => !key.startsWith("__")) : differing;
  return {
    added: keys.filter((key) => before[key] === undefined && now[key] !== undefined),
    removed: keys.filter((key) => before[key] !== undefined && now[key] === undefined),
    changed: keys.filter((key) => (before[key] === undefined) === (now[key] === undefined)),
  };
}
