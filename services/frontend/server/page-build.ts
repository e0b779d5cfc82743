import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** What the built page depends on, relative to the service's folder. */
const sources = ["index.html", "package.json", "vite.config.ts", "page", "public", "../types"];

const digestFile = ".source-digest";

/** Shown in errors, to be typed at the project's root. */
const buildCommand = "npm run build -w services/frontend";

/**
 * Digest of everything that the page is built from. A digest and not the files' times: a checkout sets times anew, and
 * going back to a commit makes the build of that commit good again.
 */
export function digestOfSources(serviceDirectory: string): string {
  const hash = createHash("sha256");
  for (const path of sources.flatMap((source) => filesOf(join(serviceDirectory, source))).sort()) {
    hash.update(relative(serviceDirectory, path).split(sep).join("/")).update("\0");
    hash.update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

/** Notes in a finished build which sources it was made from. */
export function stampBuild(distDirectory: string, serviceDirectory: string): void {
  writeFileSync(join(distDirectory, digestFile), `${digestOfSources(serviceDirectory)}\n`);
}

/** Why the page cannot be served as it is, in one line that names the command to build; null when it can. */
export function complaintAboutBuild(distDirectory: string, serviceDirectory: string): string | null {
  if (!existsSync(join(distDirectory, "index.html"))) {
    return `The page is not built: ${distDirectory} has no index.html. Build it: ${buildCommand}`;
  }
  const stamp = join(distDirectory, digestFile);
  if (!existsSync(stamp) || readFileSync(stamp, "utf8").trim() !== digestOfSources(serviceDirectory)) {
    return `The page in ${distDirectory} was built from other sources than these. Build it: ${buildCommand}`;
  }
  return null;
}

function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
