/** Tags that the release keeps on targets: which revision an entry is, and what it has earned. */
export const REVISION_TAG = "rev:";
export const SMOKED = "smoked";
export const PROVEN = "proven";
/** An operator took the traffic off it; it gets none until an update has committed a config that gives it none. */
export const DRAINED = "drained";

/** What a target can earn or lose. */
export type Mark = typeof SMOKED | typeof PROVEN | typeof DRAINED;
