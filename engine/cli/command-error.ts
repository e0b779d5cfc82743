/** The CLI's exit codes (pkg/cmd/pulumi/cmd/exit_codes.go), as far as this engine ends with them. */
export const EXIT_CODE = {
  success: 0,
  /** Anything that failed: bad input, a failed update, something that is not supported. */
  failure: 1,
  /** A deployment without a terminal to ask and without leave not to ask. */
  noConfirmation: 2,
  stackNotFound: 6,
  /** `--expect-no-changes`, and there were some. */
  unexpectedChanges: 7,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];

/** Ends a command with `error: <message>` on standard error. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT_CODE.failure, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
