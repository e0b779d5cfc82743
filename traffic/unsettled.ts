import fs from "node:fs";
import path from "node:path";

/**
 * A mark on this machine that weights were lowered and no shift has committed since. An engine that dies between
 * lowering and writing its state leaves state and gateway apart without either of them knowing; with the mark the next
 * update's shift looks again, whatever config says by then.
 */
function markOf(home: string): string {
  return path.join(home, "run", "traffic-unsettled");
}

/** @param why for a person who finds the file. */
export function markUnsettled(home: string, why: string): void {
  fs.mkdirSync(path.dirname(markOf(home)), { recursive: true });
  fs.writeFileSync(markOf(home), `${new Date().toISOString()} ${why}\n`);
}

export function isUnsettled(home: string): boolean {
  return fs.existsSync(markOf(home));
}

export function settle(home: string): void {
  fs.rmSync(markOf(home), { force: true });
}
