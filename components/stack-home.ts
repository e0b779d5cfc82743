import path from "node:path";

/**
 * Where processes, logs and leases of a stack are, relative to the project root; CANARY_HOME is for stacks beside the
 * checkout's own.
 */
export function stackHome(stack: string): string {
  return path.join(process.env.CANARY_HOME ?? ".canary", stack);
}
