import { arch, platform } from "node:os";
import type { HistoryEntry } from "../backend/history.ts";
import type { DeploymentResult } from "../deployment/request.ts";
import type { StackConfig } from "../workspace/config-value.ts";
import type { DeployOptions } from "./deploy-options.ts";
import { VERSION } from "./version.ts";
import type { FoundOrigin } from "./who-and-where.ts";

/**
 * What the stack's history keeps of an operation.
 *
 * @param start and `end`: milliseconds since 1970
 */
export function updateRecord(
  kind: HistoryEntry["kind"],
  { message, execKind, execAgent }: DeployOptions,
  config: StackConfig,
  { result, changes }: DeploymentResult,
  { start, end }: { readonly start: number; readonly end: number },
  origin: FoundOrigin,
): HistoryEntry {
  return {
    kind,
    startTime: Math.floor(start / 1000),
    message: message || (origin.title ?? ""),
    environment: {
      ...origin.environment,
      "exec.kind": execKind,
      ...(execAgent !== undefined && { "exec.agent": execAgent }),
      // Go's name for it, as in the CLI's entries.
      "pulumi.arch": arch() === "x64" ? "amd64" : arch(),
      "pulumi.os": platform(),
      "pulumi.version": VERSION,
      "runtime.name": "nodejs",
      "runtime.version": process.version,
    },
    config: Object.fromEntries(config),
    version: 0,
    result: result === "succeeded" ? "succeeded" : "failed",
    endTime: Math.floor(end / 1000),
    resourceChanges: changes,
  };
}
