import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { build } from "vite";

const serviceDirectory = resolve(import.meta.dirname, "..");
const typesDirectory = resolve(serviceDirectory, "../types");
const projectDirectory = resolve(serviceDirectory, "../..");

/** A copy of this service without a build, in a folder of its own, that can be built, changed and started. */
export type ServiceCopy = {
  readonly directory: string;
  readonly distDirectory: string;
  build(): Promise<void>;
  remove(): Promise<void>;
};

export async function copyService(): Promise<ServiceCopy> {
  const root = await mkdtemp(join(tmpdir(), "frontend-"));
  const directory = join(root, "services/frontend");
  await cp(serviceDirectory, directory, {
    recursive: true,
    filter: (source) => !["dist", "node_modules"].includes(basename(source)),
  });
  await cp(typesDirectory, join(root, "services/types"), { recursive: true });
  await symlink(join(projectDirectory, "node_modules"), join(root, "node_modules"));
  return {
    directory,
    distDirectory: join(directory, "dist"),
    build: async () => {
      await build({ configFile: join(directory, "vite.config.ts"), logLevel: "silent" });
    },
    remove: () => rm(root, { recursive: true }),
  };
}
