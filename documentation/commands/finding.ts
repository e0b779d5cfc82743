import type { Complaint } from "../problem.ts";

/** A command that was looked at only in part, because its program is not on this machine or has no help of its own. */
export interface Unchecked {
  readonly line: number;
  readonly command: string;
  readonly why: string;
}

export interface Findings {
  readonly problems: readonly Complaint[];
  readonly unchecked: readonly Unchecked[];
}

export const NOTHING: Findings = { problems: [], unchecked: [] };

export function problem(line: number, message: string): Findings {
  return { problems: [{ line, message }], unchecked: [] };
}

export function unchecked(line: number, command: string, why: string): Findings {
  return { problems: [], unchecked: [{ line, command, why }] };
}

export function together(all: readonly Findings[]): Findings {
  return { problems: all.flatMap(({ problems }) => problems), unchecked: all.flatMap(({ unchecked }) => unchecked) };
}
