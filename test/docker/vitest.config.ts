import { defineConfig } from "vitest/config";

/** What needs a Docker engine: `bin/canary test --docker`, which starts one where none answers. */
export default defineConfig({
  test: {
    name: "docker",
    include: ["test/docker/**/*.test.ts"],
    experimental: { viteModuleRunner: false },
    // An update waits for containers, and for Prometheus to find them.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Each test of a release goes on where the one before ended.
    bail: 1,
  },
});
