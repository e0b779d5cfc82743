import type { EngineEvent } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import type { Palette } from "./palette.ts";

/** Shows a deployment to people while it runs. */
export interface Display {
  show(event: EngineEvent): void;
  /** Shows a line that is not of the deployment itself. */
  announce(line: string): void;
  /** Shows what is to be seen at the end. Nothing is shown afterwards. */
  end(result: DeploymentResult): void;
  /** The end of an operation that could not be carried out: shows what people have not seen yet. */
  abandon(): void;
}

export interface DisplayOptions {
  readonly project: string;
  readonly stack: string;
  readonly preview: boolean;
  /** Stack outputs may hold what must not be seen. */
  readonly suppressOutputs: boolean;
  /** Also show resources that do not change. */
  readonly showSames: boolean;
  readonly palette: Palette;
}

/** A display that only ever adds lines: those that are to be printed next. */
export interface LineDisplay {
  /** @param now milliseconds, on any clock that does not jump */
  lines(event: EngineEvent, now: number): string[];
  end(result: DeploymentResult, now: number): string[];
  abandoned(): string[];
}

/**
 * Prints a display's lines as they come.
 *
 * @param printDiagnostic for what the program, its plugins and the engine say meanwhile
 */
export function printed(
  display: LineDisplay,
  print: (line: string) => void,
  printDiagnostic: (line: string) => void = print,
): Display {
  const printAll = (lines: readonly string[], by = print) => {
    for (const line of lines) {
      by(line);
    }
  };
  return {
    show: (event) =>
      printAll(display.lines(event, performance.now()), "diagnosticEvent" in event ? printDiagnostic : print),
    announce: print,
    end: (result) => printAll(display.end(result, performance.now())),
    abandon: () => printAll(display.abandoned()),
  };
}

/** Shows nothing of the deployment: something else is told of it. */
export function silent(announce: (line: string) => void): Display {
  return { show: () => undefined, announce, end: () => undefined, abandon: () => undefined };
}
