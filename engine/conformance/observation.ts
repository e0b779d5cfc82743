import type { JsonObject } from "./scenario.ts";

/** What the event log says of one step. */
export interface StepEvent {
  readonly kind: "begins" | "ends" | "fails";
  readonly metadata: { readonly op: string; readonly urn: string; readonly type: string } & JsonObject;
}

export interface Diagnostic {
  readonly severity: string;
  readonly message: string;
  readonly urn?: string;
}

/** What an operation told in the event log. */
export interface Told {
  readonly events: readonly StepEvent[];
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: Readonly<Record<string, number>> | undefined;
}

type LogEvent = Readonly<Record<string, never>> & {
  readonly resourcePreEvent?: Pick<StepEvent, "metadata">;
  readonly resOutputsEvent?: Pick<StepEvent, "metadata">;
  readonly resOpFailedEvent?: Pick<StepEvent, "metadata">;
  readonly diagnosticEvent?: Diagnostic;
  readonly summaryEvent?: { readonly resourceChanges: Readonly<Record<string, number>> };
};

/**
 * The event log of one command. The preview that comes before an operation is not in it: the operation begins it anew.
 * @returns undefined when nothing was begun
 */
export function readEventLog(text: string): Told | undefined {
  const events = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): LogEvent => JSON.parse(line));
  if (events.length === 0) return undefined;
  const operations = events.filter((event) => "preludeEvent" in event).length;
  if (operations > 1) throw new Error(`the event log is of ${operations} operations`);
  return {
    events: events.flatMap((event): StepEvent[] => [
      ...stepEvents("begins", event.resourcePreEvent),
      ...stepEvents("ends", event.resOutputsEvent),
      ...stepEvents("fails", event.resOpFailedEvent),
    ]),
    diagnostics: events.flatMap(({ diagnosticEvent }) => (diagnosticEvent === undefined ? [] : [diagnosticEvent])),
    counts: events.find(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges,
  };
}

function stepEvents(kind: StepEvent["kind"], event: Pick<StepEvent, "metadata"> | undefined): StepEvent[] {
  return event === undefined ? [] : [{ kind, metadata: event.metadata }];
}

/** Default providers are the engine's own business. */
export function isDefaultProvider({ type, urn }: { readonly type: string; readonly urn: string }): boolean {
  return type.startsWith("pulumi:providers:") && /^default(_|$)/.test(nameOf(urn));
}

export function nameOf(urn: string): string {
  return urn.includes("::pulumi:pulumi:Stack::") ? "stack" : (urn.split("::").at(-1) ?? "");
}

/**
 * The steps that began but for those of default providers, each as `<op> <name>`; with `: <op>` where what came of it has another name, as for a
 * refresh, and with ` (failed)` where it failed.
 */
export function stepsOf({ events }: Told): string[] {
  return events
    .filter(({ kind, metadata }) => kind === "begins" && !isDefaultProvider(metadata))
    .map(({ metadata: { op, urn } }) => {
      const same = events.filter(({ metadata }) => metadata.urn === urn);
      if (same.some(({ kind, metadata }) => kind === "fails" && metadata.op === op))
        return `${op} ${nameOf(urn)} (failed)`;
      if (op !== "refresh") return `${op} ${nameOf(urn)}`;
      const end = same.find(({ kind }) => kind === "ends");
      return `${op} ${nameOf(urn)}${end === undefined || end.metadata.op === op ? "" : `: ${end.metadata.op}`}`;
    });
}

export interface StateEntry extends JsonObject {
  readonly urn: string;
  readonly type: string;
  readonly delete?: boolean;
}

export interface Deployment {
  readonly manifest: JsonObject;
  readonly resources?: readonly StateEntry[];
  readonly pending_operations?: readonly { readonly resource: StateEntry; readonly type: string }[];
}

/** The name, and ` (replaced)` for what waits for its deletion after a replacement. */
export function entryName(entry: StateEntry): string {
  return `${nameOf(entry.urn)}${entry.delete === true ? " (replaced)" : ""}`;
}
