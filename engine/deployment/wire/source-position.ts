import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type sourceProto from "@pulumi/pulumi/proto/source_pb.js";
import type { ResourceState } from "../state/snapshot.ts";

interface Positioned {
  getSourceposition(): sourceProto.SourcePosition | undefined;
  getStacktrace(): sourceProto.StackTrace | undefined;
}

/** Where in the project's sources a request comes from. */
export function positionsOf(
  request: Positioned,
  root: string,
): { readonly sourcePosition: string | undefined; readonly stackTrace: NonNullable<ResourceState["stackTrace"]> } {
  return {
    sourcePosition: positionText(request.getSourceposition(), root),
    stackTrace: (request.getStacktrace()?.getFramesList() ?? []).map((frame) => ({
      sourcePosition: positionText(frame.getPc(), root) ?? "",
    })),
  };
}

function positionText(position: sourceProto.SourcePosition | undefined, root: string): string | undefined {
  if (position === undefined || !position.getUri().startsWith("file://")) return undefined;
  const column = position.getColumn() === 0 ? "" : `,${position.getColumn()}`;
  return `project:///${relative(root, fileURLToPath(position.getUri()))}#${position.getLine()}${column}`;
}
