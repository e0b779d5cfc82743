import { defineConfig } from "vitest/config";
import { CLUSTER_ENVIRONMENT } from "./environment.ts";

/** What needs a Kubernetes cluster of its own on this machine, and root: `bin/canary test --cluster`. */
export default defineConfig({
  test: {
    name: "cluster",
    include: ["test/cluster/**/*.test.ts"],
    globalSetup: "test/cluster/global-setup.ts",
    env: CLUSTER_ENVIRONMENT,
    experimental: { viteModuleRunner: false },
    // An update waits for pods, and for Prometheus to find them.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Each test of a release goes on where the one before ended.
    bail: 1,
    // There is one cluster, and what a test sees of it must be its own doing.
    fileParallelism: false,
  },
});
