import type { DiagnosticEvent, StepOperation } from "../../deployment/events.ts";

/** Colours of the display; without colours each returns its text as it is. */
export interface Palette {
  heading(text: string): string;
  columnHeading(text: string): string;
  /** A resource above what it said. */
  resource(text: string): string;
  operation(operation: StepOperation, text: string): string;
  /** An operation that is under way. */
  underway(operation: StepOperation, text: string): string;
  severity(severity: DiagnosticEvent["severity"], text: string): string;
}

const asItIs = (text: string) => text;

export const PLAIN: Palette = {
  heading: asItIs,
  columnHeading: asItIs,
  resource: asItIs,
  operation: (_operation, text) => text,
  underway: (_operation, text) => text,
  severity: (_severity, text) => text,
};

const BOLD = "1";
const UNDERLINE = "4";
const RED = "31";
const GREEN = "32";
const YELLOW = "33";
const BRIGHT_RED = "91";
const BRIGHT_GREEN = "92";
const BRIGHT_BLUE = "94";
const BRIGHT_MAGENTA = "95";
const BRIGHT_CYAN = "96";

/** The CLI's colours (pkg/resource/deploy/step.go, sdk/go/common/diag/colors). */
const OPERATION_COLOURS: Readonly<Partial<Record<StepOperation, string>>> = {
  create: GREEN,
  update: YELLOW,
  delete: RED,
  replace: BRIGHT_MAGENTA,
  "create-replacement": BRIGHT_GREEN,
  "delete-replaced": BRIGHT_RED,
  read: BRIGHT_CYAN,
  "read-replacement": BRIGHT_MAGENTA,
  refresh: YELLOW,
  discard: RED,
  "discard-replaced": RED,
};

const SEVERITY_COLOURS: Readonly<Partial<Record<DiagnosticEvent["severity"], string>>> = {
  warning: YELLOW,
  error: RED,
};

export const ANSI: Palette = {
  heading: (text) => paint([BRIGHT_MAGENTA, BOLD], text),
  columnHeading: (text) => paint([UNDERLINE, BRIGHT_BLUE], text),
  resource: (text) => paint([BRIGHT_BLUE], text),
  operation: (operation, text) => paint([OPERATION_COLOURS[operation]], text),
  underway: (operation, text) => paint([BOLD, OPERATION_COLOURS[operation]], text),
  severity: (severity, text) => paint([SEVERITY_COLOURS[severity]], text),
};

function paint(codes: readonly (string | undefined)[], text: string): string {
  const known = codes.filter((code) => code !== undefined);
  return known.length === 0 || text === "" ? text : `\u001b[${known.join(";")}m${text}\u001b[0m`;
}
