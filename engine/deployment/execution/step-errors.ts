import type { ResourceState, Urn } from "../state/snapshot.ts";
import { messageOf } from "../wire/rpc.ts";

/** A step failed, and people have been told so. */
export class StepFailedError extends Error {
  override readonly name = "StepFailedError";
  /** True when nothing was touched, so that other steps may go on. */
  readonly harmless: boolean;

  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
    this.harmless = cause instanceof ProtectedError;
  }
}

/** A call of a provider failed, but left a resource behind that is not in order. The ledger has it. */
export class HalfDoneError extends Error {
  override readonly name = "HalfDoneError";
  readonly left: ResourceState;

  constructor(left: ResourceState, cause: unknown) {
    super(messageOf(cause), { cause });
    this.left = left;
  }
}

/** The program or a person said that the resource must not be deleted. */
export class ProtectedError extends Error {
  override readonly name = "ProtectedError";

  constructor(urn: Urn) {
    super(
      `resource "${urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the ` +
        "`protect` flag from the resource in your Pulumi program and run `pulumi up`, or use the command:\n" +
        `\`pulumi state unprotect '${urn}'\``,
    );
  }
}
