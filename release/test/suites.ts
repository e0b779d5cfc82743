/** Tests that need more than this machine's programs, and run by a flag of `bin/canary test` alone. */
export interface Suite {
  /** Their folder; its vitest.config.ts is theirs. */
  readonly folder: string;
  /** A program that runs the command which follows it, where they need something around them. */
  readonly within: readonly string[];
}

export const SUITES = {
  cluster: { folder: "test/cluster", within: [] },
  docker: { folder: "test/docker", within: ["test/docker/engine.sh"] },
} as const satisfies Readonly<Record<string, Suite>>;
