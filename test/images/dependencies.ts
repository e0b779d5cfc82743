import fs from "node:fs";
import path from "node:path";

/**
 * Folders of installed packages that these packages need to run, themselves included, as paths below the root. A package
 * that is a link into the project is left out with all that it needs: it is no package of a registry.
 *
 * @throws when one of them is not installed
 */
export function installedPackages(root: string, names: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (from: string, name: string, isOptional: boolean) => {
    const folder = resolve(root, from, name);
    if (folder === undefined) {
      if (isOptional) return;
      throw new Error(`package ${name}, which ${from || "the image"} needs, is not installed; run bin/canary setup`);
    }
    if (found.has(folder) || fs.lstatSync(path.join(root, folder)).isSymbolicLink()) return;
    found.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = manifestOf(path.join(root, folder));
    for (const needed of Object.keys(dependencies)) visit(folder, needed, needed in optionalDependencies);
  };
  for (const name of names) visit("", name, false);
  return [...found].sort();
}

/** As Node does: in the node_modules of the package itself, then of those around it. */
function resolve(root: string, from: string, name: string): string | undefined {
  const around = from.split(/(?<=^|\/)node_modules\//);
  for (let depth = around.length; depth > 0; depth--) {
    const folder = path.join(around.slice(0, depth).join("node_modules/"), "node_modules", name);
    if (fs.existsSync(path.join(root, folder, "package.json"))) return folder;
  }
  return undefined;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
}
