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

/** For `--help`. @param more those that not each of these commands has */
export function exitCodesText(...more: readonly string[]): string {
  const texts = ["0 done, or there was nothing to do", "1 failed", "2 wrong usage", ...more];
  return `\nExit codes: ${texts.join("; ")}.`;
}
