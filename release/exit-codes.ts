/** How a command that changes a release can end, and its exit code. */
export const EXIT_CODES = {
  done: 0,
  "nothing to do": 0,
  failed: 1,
  /** A run has ended its release itself. */
  "rolled back": 1,
  "wrong usage": 2,
  "too early": 3,
  refused: 4,
  /** A person has said no. */
  declined: 4,
  /** By a signal. */
  stopped: 130,
} as const;

export type OutcomeName = keyof typeof EXIT_CODES;

/** For `--help`: what each of them means. */
const MEANINGS = {
  0: "done, or there was nothing to do",
  1: "failed; it says where traffic and config are",
  2: "wrong usage, or nobody there to ask",
  3: "too early; it says from when",
  4: "refused or declined; nothing was touched",
  130: "ended by a signal; traffic and config are at the last pass",
} as const;

/** Lines for `--help`. @param codes those that the command has */
export function exitCodesText(codes: readonly (keyof typeof MEANINGS)[]): string {
  return ["\nExit codes:", ...codes.map((code) => `  ${String(code).padEnd(5)}${MEANINGS[code]}`)].join("\n");
}
