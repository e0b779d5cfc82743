import type { PendingOperation } from "../state/snapshot.ts";

/** What people must know of operations that an interrupted run left open. */
export function pendingOperationsWarning(operations: readonly PendingOperation[]): string {
  const lines = operations.map(({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}\n`);
  return (
    `Attempting to deploy or update resources with ${operations.length} pending operations from previous deployment.\n` +
    `${lines.join("")}These resources are in an unknown state because the engine was interrupted while waiting for ` +
    "changes to these resources to complete. You should confirm whether or not the operations listed completed " +
    "successfully by checking the state of the appropriate provider.\n\n" +
    "Once you have confirmed the status of the interrupted operations, you can repair your stack using " +
    "`pulumi refresh` which will refresh the state from the provider you are using and clear the pending operations " +
    "if there are any.\n\n" +
    "Note that pending CREATE operations stay until they are cleared with `pulumi refresh --clear-pending-creates`."
  );
}
