import type { DiagnosticEvent, EngineEvent, StepMetadata } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import type { Urn } from "../../deployment/state/snapshot.ts";
import { isDefaultProvider, nameOf, stackUrn, typeOf } from "../../deployment/state/urn.ts";
import { isForgetting } from "./operations.ts";

/** One resource of a deployment, as far as events have told of it. */
export interface ResourceRow {
  readonly urn: Urn;
  /** Empty: the stack's own row, or a parent is not known. */
  readonly parent: Urn;
  /** The step as it was announced. */
  readonly begun: StepMetadata | undefined;
  /** The step as it was last told of: a refresh ends as what it came to. */
  readonly step: StepMetadata | undefined;
  /** Of a replacement, the step that names what differs. */
  readonly replacement: StepMetadata | undefined;
  /** Milliseconds, on the clock of the events. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly failed: boolean;
  readonly diagnostics: readonly DiagnosticEvent[];
  /** Its place in the order in which rows came into view; undefined for what is of no interest by itself. */
  readonly shownAs: number | undefined;
}

type GrowingRow = { -readonly [Key in keyof ResourceRow]: ResourceRow[Key] } & {
  readonly diagnostics: DiagnosticEvent[];
};

/** A deployment's resources while it runs: every display is made from them. */
export class ResourceRows {
  readonly root: Urn;
  readonly #showSames: boolean;
  readonly #rows = new Map<Urn, GrowingRow>();
  readonly #sames = new Set<Urn>();
  #shown = 0;

  /** @param options.showSames also show resources that do not change */
  constructor(options: { readonly project: string; readonly stack: string; readonly showSames: boolean }) {
    this.root = stackUrn(options.project, options.stack);
    this.#showSames = options.showSames;
  }

  /** In the order in which they were first heard of. */
  get all(): readonly ResourceRow[] {
    return [...this.#rows.values()];
  }

  /** How many resources have turned out to need nothing. */
  get sameCount(): number {
    return this.#sames.size;
  }

  /** Takes in what happened. Returns the row that changed, if one did. */
  apply(event: EngineEvent, now: number): ResourceRow | undefined {
    // Everything hangs from the stack, which may be heard of last.
    this.#row(this.root);
    if ("diagnosticEvent" in event) {
      return this.#says(event.diagnosticEvent);
    }
    if ("resourcePreEvent" in event) {
      const { metadata: step } = event.resourcePreEvent;
      // Reads are no changes: they are told of in passing.
      if (isRead(step)) {
        const message = `read ${typeOf(step.urn)} ${nameOf(step.urn)}`;
        return step.op === "read"
          ? this.#says({ message, color: "never", severity: "info", ephemeral: true })
          : undefined;
      }
      return this.#update(step, { begun: step, step, startedAt: now, endedAt: undefined });
    }
    if ("resOutputsEvent" in event) {
      const { metadata: step } = event.resOutputsEvent;
      if (isRead(step)) {
        return undefined;
      }
      if (step.op === "same") {
        this.#sames.add(step.urn);
      }
      const replacement = step.op === "replace" ? { replacement: step } : {};
      return this.#update(step, { step, endedAt: now, ...replacement });
    }
    if ("resOpFailedEvent" in event) {
      const { metadata: step } = event.resOpFailedEvent;
      return this.#update(step, { step, failed: true, endedAt: now });
    }
    return undefined;
  }

  /** Takes in how the operation came to its end. A preview has begun nothing that could have failed. */
  finish({ result }: DeploymentResult, preview: boolean): void {
    const stack = this.#rows.get(this.root);
    if (stack !== undefined && result !== "succeeded" && !preview) {
      stack.failed = true;
    }
  }

  #says(event: DiagnosticEvent): ResourceRow | undefined {
    if (event.message.trim() === "") {
      return undefined;
    }
    const urn = event.urn === undefined || event.urn === "" ? this.root : event.urn;
    const row = this.#row(urn);
    row.diagnostics.push(event);
    return this.#reveal(row, true);
  }

  #update(step: StepMetadata, change: Partial<GrowingRow>): ResourceRow {
    const parent = (step.new ?? step.old)?.parent ?? "";
    if (parent !== "") {
      // A child may be heard of before its parent: in a destroy it always is.
      this.#row(parent);
    }
    const row = Object.assign(this.#row(step.urn), { parent }, change);
    return this.#reveal(row, this.#isOfInterest(step));
  }

  #isOfInterest({ op, urn, old, new: after }: StepMetadata): boolean {
    const unchanged = isForgetting(op) || (op === "same" && old?.protect === after?.protect && !this.#showSames);
    return urn === this.root || (!unchanged && !isDefaultProvider(urn));
  }

  #row(urn: Urn): GrowingRow {
    const row = this.#rows.get(urn) ?? emptyRow(urn);
    this.#rows.set(urn, row);
    return row;
  }

  #reveal(row: GrowingRow, ofInterest: boolean): ResourceRow {
    if (ofInterest) {
      row.shownAs ??= this.#shown++;
    }
    return row;
  }
}

function emptyRow(urn: Urn): GrowingRow {
  return {
    urn,
    parent: "",
    begun: undefined,
    step: undefined,
    replacement: undefined,
    startedAt: undefined,
    endedAt: undefined,
    failed: false,
    diagnostics: [],
    shownAs: undefined,
  };
}

function isRead({ op }: StepMetadata): boolean {
  return op === "read" || op === "read-replacement" || op === "discard";
}
