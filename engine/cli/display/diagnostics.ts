import type { DiagnosticEvent } from "../../deployment/events.ts";
import type { Palette } from "./palette.ts";

const PREFIXES: Readonly<Record<DiagnosticEvent["severity"], string>> = {
  info: "",
  "info#err": "",
  warning: "warning: ",
  error: "error: ",
};

/** The message with its severity in front. */
export function diagnosticText(event: DiagnosticEvent, palette: Palette): string {
  return palette.severity(event.severity, PREFIXES[event.severity]) + event.message.trimEnd();
}

/**
 * The texts of what a resource said: every message for itself, but the pieces of one stream together where its first
 * piece came.
 */
export function diagnosticTexts(events: readonly DiagnosticEvent[], palette: Palette): string[] {
  const texts: string[] = [];
  const streams = new Map<number, string>();
  for (const event of events) {
    const stream = event.streamID ?? 0;
    if (stream === 0) {
      texts.push(diagnosticText(event, palette));
    } else if (!streams.has(stream)) {
      const pieces = events.filter(({ streamID }) => streamID === stream).map(({ message }) => message);
      streams.set(stream, pieces.join(""));
      texts.push(PREFIXES[event.severity] + pieces.join("").trimEnd());
    }
  }
  return texts.filter((text) => text.trim() !== "");
}

/** `1 error; 2 warnings; 1 message`: how many a resource has; empty for none. */
export function diagnosticCounts(events: readonly DiagnosticEvent[]): string {
  const count = (...severities: DiagnosticEvent["severity"][]) =>
    events.filter(({ severity }) => severities.includes(severity)).length;
  return [
    plural(count("error"), "error"),
    plural(count("warning"), "warning"),
    plural(count("info", "info#err"), "message"),
  ]
    .filter((text) => text !== "")
    .join("; ");
}

function plural(count: number, word: string): string {
  return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
}
