import { status } from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import type { PropertyMap } from "../values/property-value.ts";
import { isServiceError, messageOf } from "./rpc.ts";
import { fromStruct } from "./struct.ts";

const INIT_FAILED = "pulumirpc.ErrorResourceInitFailed";

/** What exists although a provider's call failed. */
export interface PartialResource {
  readonly id: string;
  readonly outputs: PropertyMap;
  readonly inputs: PropertyMap | undefined;
  readonly reasons: readonly string[];
}

/** What a failed call has done: nothing, something that exists, or nobody can tell. */
export type FailedOutcome = "untouched" | "partial" | "uncertain";

const UNCERTAIN: readonly status[] = [status.INTERNAL, status.DATA_LOSS, status.UNKNOWN];

/** A provider's call failed. With `partial`, the resource exists but is not in order. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly partial: PartialResource | undefined;
  readonly outcome: FailedOutcome;

  constructor(cause: unknown, partial = partialResourceOf(cause)) {
    super(partial === undefined ? messageOf(cause) : reasonsText(partial.reasons, messageOf(cause)), { cause });
    this.partial = partial;
    const uncertain = isServiceError(cause) && UNCERTAIN.includes(cause.code);
    this.outcome = partial !== undefined ? "partial" : uncertain ? "uncertain" : "untouched";
  }

  withPartial(partial: PartialResource): ProviderError {
    return new ProviderError(this.cause, partial);
  }
}

/** In the shape in which Pulumi prints several errors as one. */
function reasonsText(reasons: readonly string[], otherwise: string): string {
  if (reasons.length === 0) return otherwise;
  const count = reasons.length === 1 ? "1 error" : `${reasons.length} errors`;
  return `${count} occurred:\n${reasons.map((reason) => `\t* ${reason}`).join("\n")}\n\n`;
}

/** It travels as a detail in a trailer that grpc-js leaves to its users. */
function partialResourceOf(error: unknown): PartialResource | undefined {
  if (!isServiceError(error)) return undefined;
  for (const trailer of error.metadata.get("grpc-status-details-bin")) {
    if (typeof trailer === "string") continue;
    for (const detail of statusProto.Status.deserializeBinary(new Uint8Array(trailer)).getDetailsList()) {
      if (detail.getTypeName() !== INIT_FAILED) continue;
      const failed = providerProto.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
      return {
        id: failed.getId(),
        outputs: fromStruct(failed.getProperties()),
        inputs: failed.hasInputs() ? fromStruct(failed.getInputs()) : undefined,
        reasons: failed.getReasonsList(),
      };
    }
  }
  return undefined;
}
