import type { DiagnosticEvent } from "../../deployment/events.ts";
import type { Palette } from "./palette.ts";
import type { Span } from "./spans.ts";

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
export function diagnosticCounts(events: readonly DiagnosticEvent[], palette: Palette): readonly Span[] {
  const count = (word: string, ...severities: DiagnosticEvent["severity"][]): Span[] => {
    const found = events.filter(
      ({ severity, ephemeral }) => ephemeral !== true && severities.includes(severity),
    ).length;
    const [severity = "info"] = severities;
    const noun = { text: found === 1 ? word : `${word}s`, paint: (text: string) => palette.severity(severity, text) };
    return found === 0 ? [] : [{ text: `${found} ` }, noun];
  };
  return [count("error", "error"), count("warning", "warning"), count("message", "info", "info#err")]
    .filter((counted) => counted.length > 0)
    .flatMap((counted, index) => (index === 0 ? counted : [{ text: "; " }, ...counted]));
}
