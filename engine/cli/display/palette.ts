import type { DiagnosticEvent, StepOperation } from "../../deployment/events.ts";

/** Colours of the display; without colours each returns its text as it is. */
export interface Palette {
  heading(text: string): string;
  operation(operation: StepOperation, text: string): string;
  severity(severity: DiagnosticEvent["severity"], text: string): string;
}

export const PLAIN: Palette = {
  heading: (text) => text,
  operation: (_operation, text) => text,
  severity: (_severity, text) => text,
};

const GREEN = "32";
const YELLOW = "33";
const RED = "31";
const CYAN = "36";

const OPERATION_COLOURS: Readonly<Partial<Record<StepOperation, string>>> = {
  create: GREEN,
  "create-replacement": GREEN,
  update: YELLOW,
  refresh: YELLOW,
  replace: YELLOW,
  delete: RED,
  "delete-replaced": RED,
  read: CYAN,
};

const SEVERITY_COLOURS: Readonly<Record<DiagnosticEvent["severity"], string | undefined>> = {
  info: undefined,
  "info#err": undefined,
  warning: YELLOW,
  error: RED,
};

export const ANSI: Palette = {
  heading: (text) => paint("1", text),
  operation: (operation, text) => paint(OPERATION_COLOURS[operation], text),
  severity: (severity, text) => paint(SEVERITY_COLOURS[severity], text),
};

function paint(code: string | undefined, text: string): string {
  return code === undefined || text === "" ? text : `\u001b[${code}m${text}\u001b[0m`;
}
