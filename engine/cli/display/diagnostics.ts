import type { DiagnosticEvent } from "../../deployment/events.ts";
import type { Palette } from "./palette.ts";

const PREFIXES: Readonly<Record<DiagnosticEvent["severity"], string>> = {
  info: "",
  "info#err": "",
  warning: "warning: ",
  error: "error: ",
};

/** What stands in front of a message: how grave it is. */
export function severityPrefix({ severity }: DiagnosticEvent): string {
  return PREFIXES[severity];
}

/** The message with its severity in front. */
export function diagnosticText(event: DiagnosticEvent, palette: Palette): string {
  return palette.severity(event.severity, severityPrefix(event)) + event.message.trimEnd();
}

/**
 * The texts of what a resource said, stream by stream in the order in which they began: the pieces of a stream are one
 * text, messages of no stream are each their own. What was of interest only while it happened is left out.
 */
export function diagnosticTexts(events: readonly DiagnosticEvent[], palette: Palette): string[][] {
  const streams = Map.groupBy(
    events.filter(({ ephemeral }) => ephemeral !== true),
    ({ streamID }) => streamID ?? 0,
  );
  return [...streams]
    .map(([stream, messages]) =>
      stream === 0
        ? messages.map((event) => diagnosticText(event, palette))
        : [
            messages
              .map(({ message }) => message)
              .join("")
              .trimEnd(),
          ],
    )
    .map((texts) => texts.filter((text) => text.trim() !== ""))
    .filter((texts) => texts.length > 0);
}

/** `1 error; 2 warnings; 1 message`: how many that stay a resource has; empty for none. */
export function diagnosticCounts(events: readonly DiagnosticEvent[]): string {
  const count = (...severities: DiagnosticEvent["severity"][]) =>
    events.filter(({ severity, ephemeral }) => ephemeral !== true && severities.includes(severity)).length;
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
