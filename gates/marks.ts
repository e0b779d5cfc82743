/** Tags that the release keeps on targets: which revision an entry is, and what it has earned. */
export const REVISION_TAG = "rev:";
export const SMOKED = "smoked";
export const PROVEN = "proven";
