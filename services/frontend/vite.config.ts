import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { stampBuild } from "./server/page-build.ts";

const serviceDirectory = import.meta.dirname;

export default defineConfig({
  root: serviceDirectory,
  plugins: [react(), stampSources()],
  build: { outDir: "dist", emptyOutDir: true, target: "es2023" },
});

/** Lets the server tell whether a build is of the sources that lie beside it. */
function stampSources(): Plugin {
  let distDirectory = "";
  return {
    name: "stamp-sources",
    apply: "build",
    configResolved(config) {
      distDirectory = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      stampBuild(distDirectory, serviceDirectory);
    },
  };
}
