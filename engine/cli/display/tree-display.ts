import type { EngineEvent } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import type { LiveRegion } from "../live-region.ts";
import type { Display, DisplayOptions } from "./display.ts";
import { Report } from "./report.ts";
import { ResourceRows } from "./resource-rows.ts";
import { treeLines } from "./tree-lines.ts";

/** Between two drawings at least, in ms: about 15 a second. */
const FRAME_MS = 67;
/** What people wait for is told anew at least so often, in ms. */
const TICK_MS = 1_000;

/** The resources as a tree that is drawn anew in its place whenever something happens, and once a second. */
export class TreeDisplay implements Display {
  readonly #options: DisplayOptions;
  readonly #print: (line: string) => void;
  readonly #region: LiveRegion;
  readonly #rows: ResourceRows;
  readonly #report: Report;
  readonly #announcements: string[] = [];
  readonly #ticks: NodeJS.Timeout;
  #nextFrame: NodeJS.Timeout | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;

  /** @param print for the lines that stay, once the region is closed */
  constructor(options: DisplayOptions, region: LiveRegion, print: (line: string) => void) {
    this.#options = options;
    this.#region = region;
    this.#print = print;
    this.#rows = new ResourceRows(options);
    this.#report = new Report(options);
    this.#region.onResize(() => this.#drawSoon());
    this.#ticks = setInterval(() => this.#drawSoon(), TICK_MS).unref();
  }

  show(event: EngineEvent): void {
    this.#report.apply(event);
    this.#rows.apply(event, performance.now());
    this.#drawSoon();
  }

  announce(line: string): void {
    this.#announcements.push(line);
    this.#drawSoon();
  }

  end(result: DeploymentResult): void {
    this.#rows.finish(result, this.#options.preview);
    this.#close(this.#report.lines(this.#rows.all, result));
  }

  abandon(): void {
    this.#close(this.#report.diagnosticLines(this.#rows.all));
  }

  /** The last tree stays, with lines below it. */
  #close(lines: readonly string[]): void {
    clearInterval(this.#ticks);
    clearTimeout(this.#nextFrame);
    const tree = this.#lines(true);
    this.#region.close();
    for (const line of [...tree, ...(tree.length === 0 ? [] : [""]), ...lines]) {
      this.#print(line);
    }
  }

  #drawSoon(): void {
    const wait = Math.max(0, this.#drawnAt + FRAME_MS - performance.now());
    this.#nextFrame ??= setTimeout(() => this.#draw(), wait).unref();
  }

  #draw(): void {
    this.#nextFrame = undefined;
    this.#drawnAt = performance.now();
    this.#region.draw(this.#lines(false));
  }

  #lines(over: boolean): string[] {
    const { preview, showSames, palette } = this.#options;
    const { width, height } = this.#region;
    const now = performance.now();
    const announcements = this.#announcements;
    return treeLines(this.#rows, { preview, showSames, palette, announcements, now, over, width, height });
  }
}
