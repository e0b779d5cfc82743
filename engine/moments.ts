/** Where a command's time goes, for whoever measures it (`bench/sized`). */
export type Moment =
  | "key derivation began"
  | "key derived"
  | "plugin started"
  | "plugin ready"
  | "program started"
  | "program ended"
  | "stack registered";

/** Marks a moment on Node's performance timeline, as `engine: <moment>`; of several of one name the first counts. */
export function mark(moment: Moment): void {
  performance.mark(`engine: ${moment}`);
}
