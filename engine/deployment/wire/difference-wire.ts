import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import type { PropertyDifference } from "../events.ts";
import type { ProviderDifference } from "../steps/difference.ts";

const { DiffChanges } = providerProto.DiffResponse;
const { Kind } = providerProto.PropertyDiff;

const CHANGES = new Map<number, ProviderDifference["changes"]>([
  [DiffChanges.DIFF_NONE, "none"],
  [DiffChanges.DIFF_SOME, "some"],
]);

const KINDS = new Map<number, PropertyDifference["diffKind"]>([
  [Kind.ADD, "add"],
  [Kind.ADD_REPLACE, "add-replace"],
  [Kind.DELETE, "delete"],
  [Kind.DELETE_REPLACE, "delete-replace"],
  [Kind.UPDATE_REPLACE, "update-replace"],
]);

export function differenceFromWire(response: providerProto.DiffResponse): ProviderDifference {
  const detailed: Record<string, PropertyDifference> = {};
  response.getDetaileddiffMap().forEach((difference, path) => {
    detailed[path] = { diffKind: KINDS.get(difference.getKind()) ?? "update", inputDiff: difference.getInputdiff() };
  });
  return {
    changes: CHANGES.get(response.getChanges()) ?? "unknown",
    replaces: response.getReplacesList(),
    changed: response.getDiffsList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    detailed: response.getHasdetaileddiff() ? detailed : undefined,
  };
}
