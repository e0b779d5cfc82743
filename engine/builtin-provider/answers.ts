import { Metadata, status } from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import type { PropertyDifference } from "../deployment/events.ts";
import type { ProviderDifference } from "../deployment/steps/difference.ts";
import type { PropertyMap } from "../deployment/values/property-value.ts";
import type { CheckResult } from "../deployment/wire/provider.ts";
import { toStruct } from "../deployment/wire/struct.ts";
import { NotReadyError } from "./not-ready-error.ts";
import { OperationError } from "./operation-error.ts";

const FORM = { secrets: true, resourceReferences: false, unknowns: true };

export function structOf(properties: PropertyMap): ReturnType<typeof toStruct> {
  return toStruct(properties, FORM);
}

export function checkResponse({ inputs, failures }: CheckResult): providerProto.CheckResponse {
  return new providerProto.CheckResponse()
    .setInputs(structOf(inputs))
    .setFailuresList(
      failures.map(({ property, reason }) => new providerProto.CheckFailure().setProperty(property).setReason(reason)),
    );
}

const { Kind } = providerProto.PropertyDiff;
const KINDS: Readonly<Record<PropertyDifference["diffKind"], providerProto.PropertyDiff.Kind>> = {
  add: Kind.ADD,
  "add-replace": Kind.ADD_REPLACE,
  delete: Kind.DELETE,
  "delete-replace": Kind.DELETE_REPLACE,
  update: Kind.UPDATE,
  "update-replace": Kind.UPDATE_REPLACE,
};

export function diffResponse(difference: ProviderDifference): providerProto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = providerProto.DiffResponse.DiffChanges;
  const response = new providerProto.DiffResponse()
    .setChanges(difference.changes === "none" ? DIFF_NONE : DIFF_SOME)
    .setReplacesList([...difference.replaces])
    .setDiffsList([...difference.changed])
    .setDeletebeforereplace(difference.deleteBeforeReplace)
    .setHasdetaileddiff(difference.detailed !== undefined);
  for (const [path, { diffKind, inputDiff }] of Object.entries(difference.detailed ?? {})) {
    const detail = new providerProto.PropertyDiff().setKind(KINDS[diffKind]).setInputdiff(inputDiff);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

/** What the engine shows of an error, by `hide` without what is secret in the call. */
export function failureOf(
  error: unknown,
  hide: (text: string) => string,
): { code: status; details: string; metadata?: Metadata } {
  const details = hide(error instanceof Error ? error.message : String(error));
  if (error instanceof NotReadyError)
    return { code: status.UNKNOWN, details, metadata: notReadyTrailer(error, details) };
  // Nothing was done, as far as this provider can tell: neither a crash nor a state that nobody knows.
  const certain = error instanceof OperationError ? !error.uncertain : error instanceof RangeError;
  return { code: certain ? status.FAILED_PRECONDITION : status.UNKNOWN, details };
}

function notReadyTrailer({ id, outputs, inputs, reasons }: NotReadyError, message: string): Metadata {
  const failed = new providerProto.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(structOf(outputs))
    .setReasonsList([...reasons]);
  if (inputs !== undefined) failed.setInputs(structOf(inputs));
  const detail = new anyProto.Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const trailer = new statusProto.Status().setCode(status.UNKNOWN).setMessage(message).setDetailsList([detail]);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(trailer.serializeBinary()));
  return metadata;
}
