import type resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import type { PluginIdentity } from "../plugins/plugin-identity.ts";
import { UnsupportedError } from "../request.ts";
import { makeUrn, packageOf } from "../state/urn.ts";
import type { ReadGoal } from "../steps/plan-read.ts";
import { pluginOf } from "./plugin-request.ts";
import { positionsOf } from "./source-position.ts";
import { fromStruct } from "./struct.ts";

/** What a program wants to know, before it gets a provider. */
export type ReadRequest = ReadGoal & { readonly plugin: PluginIdentity };

/**
 * Reads a request. Reads inherit nothing: the SDK fills in the provider of the parent.
 * @throws UnsupportedError naming what it uses that this engine cannot do
 */
export function readRequestOf(
  request: resourceProto.ReadResourceRequest,
  place: { readonly stack: string; readonly project: string; readonly root: string },
): ReadRequest {
  const type = request.getType();
  const parent = request.getParent() === "" ? undefined : request.getParent();
  const urn = makeUrn(place.stack, place.project, parent, type, request.getName());
  if (request.getPackageref() !== "") {
    throw new UnsupportedError(`${urn}: parameterized packages are not supported by the embedded engine`);
  }
  return {
    urn,
    type,
    id: request.getId(),
    inputs: fromStruct(request.getProperties()),
    parent,
    dependencies: request.getDependenciesList().toSorted(),
    provider: request.getProvider() === "" ? undefined : request.getProvider(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ...positionsOf(request, place.root),
    plugin: pluginOf(packageOf(type), request),
  };
}
