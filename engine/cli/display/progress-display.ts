import type { EngineEvent } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import type { DisplayOptions, LineDisplay } from "./display.ts";
import { Report } from "./report.ts";
import { type ResourceRow, ResourceRows } from "./resource-rows.ts";
import { isDone, type RowView, rowCells } from "./row-cells.ts";
import { painted } from "./spans.ts";

/** Plain lines like the CLI's where it has no terminal: one whenever a resource's step or its last message changes. */
export class ProgressDisplay implements LineDisplay {
  readonly #options: DisplayOptions;
  readonly #rows: ResourceRows;
  readonly #report: Report;

  constructor(options: DisplayOptions) {
    this.#options = options;
    this.#rows = new ResourceRows(options);
    this.#report = new Report(options);
  }

  lines(event: EngineEvent, now: number): string[] {
    this.#report.apply(event);
    const row = this.#rows.apply(event, now);
    const newsworthy = row?.shownAs !== undefined && (!("resOutputsEvent" in event) || this.#tellsOfEnd(row));
    return newsworthy ? [rowLine(row, this.#view(now, false))] : [];
  }

  /** What a preview would do was said when it began, and a component's end is nobody's wait. */
  #tellsOfEnd({ begun, step }: ResourceRow): boolean {
    const custom = (step?.new ?? step?.old)?.custom === true;
    return begun?.op === "refresh" || (!this.#options.preview && custom && step?.op !== "same");
  }

  #view(now: number, over: boolean): RowView {
    const { preview, palette } = this.#options;
    const { root } = this.#rows;
    return { root, preview, palette, now, over, replacementsAsOne: false, errorsFirst: false };
  }

  end(result: DeploymentResult, now: number): string[] {
    const open = this.#rows.all.filter((row) => row.shownAs !== undefined && !isDone(row, this.#view(now, false)));
    this.#rows.finish(result, this.#options.preview);
    return [...open.map((row) => rowLine(row, this.#view(now, true))), ...this.#report.lines(this.#rows.all, result)];
  }

  abandoned(): string[] {
    return this.#report.diagnosticLines(this.#rows.all);
  }
}

function rowLine(row: ResourceRow, view: RowView): string {
  const { sign, type, name, status, info } = rowCells(row, view);
  const texts = [type, name, painted([status]), painted(info)].filter((text) => text !== "");
  return ` ${painted([sign])} ${texts.join(" ")}`;
}
