import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts", "**/*.test.tsx"],
    exclude: ["**/node_modules/**", "**/dist/**", ".canary/**"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Node's own module loader: vitest's rewrites `await import()`, which breaks the serialization of dynamic providers.
    experimental: { viteModuleRunner: false },
  },
});
