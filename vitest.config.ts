import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { SUITES } from "./release/test/suites.ts";

/** Suites have a configuration of their own. */
const suites = Object.values(SUITES).map(({ folder }) => `${folder}/**`);
const elsewhere = ["**/node_modules/**", "**/dist/**", ".canary/**", ...suites];
const wholeProgram = "test/**/*.test.ts";

export default defineConfig({
  test: {
    // For what hangs. Tests that start processes need many times their usual time on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Tests wait for processes more than they compute: all processors are for them, where vitest would keep one free.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["**/*.test.ts"],
          exclude: [...elsewhere, wholeProgram],
          // Node's own module loader: vitest's rewrites `await import()`, which breaks the serialization of dynamic providers.
          experimental: { viteModuleRunner: false },
        },
      },
      {
        extends: true,
        // Node strips types but knows no JSX: components go through Vite, as they do in the build.
        test: { name: "page", include: ["**/*.test.tsx"], exclude: elsewhere },
      },
      {
        extends: true,
        test: {
          name: "program",
          include: [wholeProgram],
          exclude: elsewhere,
          experimental: { viteModuleRunner: false },
          // An update takes seconds, and a test may need several of them.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // A group of its own, and two stacks at a time: each has a dozen processes.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
    ],
  },
});
