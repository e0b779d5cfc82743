/**
 * Every error that the release itself raises, by code. A code is never reused for something else; its meaning and what
 * to do are told in docs/ERRORS.md.
 */
export const ERROR_CODES = {
  CFG001: "a config value has the wrong type",
  CFG002: "a config value is out of range or not one of the allowed ones",
  CFG003: "config values contradict each other",
  CFG004: "a version that this platform does not know",
  RUN001: "a process did not start",
  RUN002: "a port is in use",
  RUN003: "Prometheus does not take the scrape targets",
  GTW001: "the gateway's Admin API failed or cannot be reached",
  GTW002: "the gateway holds no target for a revision",
  GTW003: "the gateway does not hold or serve what was written",
  TRF001: "a weight may not be written so",
  TRF002: "the guard did not start",
  TRF003: "another hand changed the weights",
  TRF004: "the update was cancelled or its engine is gone",
  TRF005: "a revision that an operator has drained may not rise yet",
  GAT001: "a gate before traffic failed",
  GAT002: "the bake gate does not allow the move",
  GAT003: "the SLO gate failed",
  GAT004: "a gate could not decide or could not measure",
  CHK001: "an address of what is to be checked is missing or wrong",
  CHK002: "a track that the stack does not have",
  CHK003: "the secret of the gates' tokens cannot be had",
  PHS001: "a step that the release cannot take now",
  PHS002: "a step before its bake time is over",
  PHS003: "another run of the release is under way",
  PHS004: "a question that nobody can answer",
  PHS005: "another hand has changed the release",
  PRM001: "Prometheus cannot be reached or does not answer as it should",
  TUN001: "a URL of something inside a cluster does not have the form",
  TUN002: "there is no way into the cluster",
  TUN003: "a tunnel into the cluster broke during a call",
  IMG001: "images cannot be named by digest",
  IMG002: "a registry cannot be reached or does not answer as it should",
  REP001: "there is no release to report on",
  RPL001: "a file is no recording of polls",
  TAG001: "a name is not that of a release tag",
  TAG002: "CHANGELOG.md cannot be read or does not have the form of a changelog",
  TAG003: "CHANGELOG.md has no such release",
  TAG004: "a release does not name a component",
  TAG005: "a component's version is not the one that the release names",
  TAG006: "the working tree has changes",
  TAG007: "a release tag is there already",
  TAG008: "git failed",
  TAG009: "a package.json does not say its version",
  TAG010: "the outputs of a workflow's step cannot be written",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error with a code from the table. Its message names the property, the value, what is allowed and what to do next. */
export class ReleaseError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${code}: ${message}`, options);
    this.name = "ReleaseError";
    this.code = code;
  }
}

/** The innermost message of a chain of causes: what really happened, without what each layer adds around it. */
export function rootMessage(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return current instanceof Error ? current.message : String(current);
}
