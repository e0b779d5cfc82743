import { fileURLToPath } from "node:url";

/**
 * The providers that this engine brings along, for where their plugins are missing: package → absolute path of a
 * module that Node runs. It gets the engine's address as its only argument, prints the port of its ResourceProvider
 * service as a line of its own, and ends on SIGTERM.
 */
export const BUILT_IN_PLUGINS: ReadonlyMap<string, string> = new Map([
  ["docker", fileURLToPath(new URL("../../docker/main.ts", import.meta.url))],
  ["kubernetes", fileURLToPath(new URL("../../kubernetes/main.ts", import.meta.url))],
]);
