import { defineConfig } from "vitest/config";

const elsewhere = ["**/node_modules/**", "**/dist/**", ".canary/**"];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["**/*.test.ts"],
          exclude: elsewhere,
          // Node's own module loader: vitest's rewrites `await import()`, which breaks the serialization of dynamic providers.
          experimental: { viteModuleRunner: false },
        },
      },
      {
        extends: true,
        // Node strips types but knows no JSX: components go through Vite, as they do in the build.
        test: { name: "page", include: ["**/*.test.tsx"], exclude: elsewhere },
      },
    ],
  },
});
