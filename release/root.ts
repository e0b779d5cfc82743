import path from "node:path";

/** The project root. */
export const ROOT = path.resolve(import.meta.dirname, "..");
