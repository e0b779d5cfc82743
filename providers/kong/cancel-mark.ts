import fs from "node:fs";
import path from "node:path";

/**
 * The file that says that the user asked a running update to stop.
 *
 * Of all plugins only one that is started by its path is told of a Ctrl-C: this provider. It leaves the mark, and what
 * waits elsewhere in the same update polls for it. The engine also sends Cancel when an update ends well, so the mark
 * means something only while the update runs: the plugin takes it away when it is ended, and an old one when it starts.
 *
 * @param engineAddress `HOST:PORT` of the engine's gRPC server, the same for all plugins of an update.
 */
export function cancelMark(engineAddress: string): string {
  const port = /:(\d+)$/.exec(engineAddress)?.[1];
  if (!port) throw new Error(`engine address is "${engineAddress}": it must be HOST:PORT`);
  return path.join(process.env.CANARY_HOME ?? ".canary", "cancel", port);
}

export function isCancelled(engineAddress: string): boolean {
  return fs.existsSync(cancelMark(engineAddress));
}

export function markCancelled(engineAddress: string): void {
  const mark = cancelMark(engineAddress);
  fs.mkdirSync(path.dirname(mark), { recursive: true });
  fs.writeFileSync(mark, "");
}

export function clearCancelMark(engineAddress: string): void {
  fs.rmSync(cancelMark(engineAddress), { force: true });
}
