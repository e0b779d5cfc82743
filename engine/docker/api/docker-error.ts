import { OperationError } from "../../builtin-provider/operation-error.ts";

/** What became of a request to the Docker engine that did not do what was asked. */
export type Failure =
  /** There is no engine at the address, or it does not let this user in: nothing was done. */
  | "unreachable"
  /** The connection broke: nobody knows. */
  | "interrupted"
  | "canceled"
  | "not-found"
  | "conflict"
  | "refused";

/** A request to the Docker engine that failed. The message is for people. */
export class DockerError extends OperationError {
  readonly failure: Failure;

  constructor(failure: Failure, message: string, cause: unknown) {
    super(message, { cause, uncertain: failure === "interrupted" || failure === "canceled" });
    this.failure = failure;
  }
}

/** True for a request that failed so. */
export function failedAs(error: unknown, ...failures: readonly Failure[]): boolean {
  return error instanceof DockerError && failures.includes(error.failure);
}

/** With what it was about in front, for people. */
export function about(subject: string, error: unknown): unknown {
  if (!(error instanceof DockerError)) return error;
  return new DockerError(error.failure, `${subject}: ${error.message}`, error);
}

/** Codes of a connection that was never made. */
const NOT_THERE = ["ECONNREFUSED", "ENOENT", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN", "ENOTSOCK"];
const OUT_OF_TIME = ["ECONNABORTED", "ETIMEDOUT"];
const NOT_ALLOWED = ["EACCES", "EPERM"];

/** @param code Node's, of a request that got no answer */
export function connectionError(address: string, code: string, cause: Error): DockerError {
  if (NOT_ALLOWED.includes(code)) {
    const advice = "let it, by the group `docker` for instance, or name another engine by docker:host or DOCKER_HOST";
    return new DockerError("unreachable", `this user may not use the Docker engine at ${address}: ${advice}`, cause);
  }
  if (NOT_THERE.includes(code)) {
    return new DockerError(
      "unreachable",
      `the Docker engine at ${address} cannot be reached (${cause.message || code}): start it, or name another one by ` +
        "docker:host (pulumi config set docker:host) or DOCKER_HOST",
      cause,
    );
  }
  if (OUT_OF_TIME.includes(code)) {
    return new DockerError("interrupted", `it took too long (${cause.message})`, cause);
  }
  return new DockerError(
    "interrupted",
    `the Docker engine at ${address} did not answer to the end (${cause.message || code}): see whether it runs, then ` +
      "refresh (pulumi refresh) to find out what was done",
    cause,
  );
}

/** @param message what the engine says in its answer */
export function answeredError(status: number, message: string, cause: unknown): DockerError {
  const failure = status === 404 ? "not-found" : status === 409 ? "conflict" : "refused";
  return new DockerError(failure, message || `the Docker engine answered ${status}`, cause);
}
