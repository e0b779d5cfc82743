import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** The files that documents speak of. */
export interface Project {
  /** Absolute. */
  readonly root: string;
  /** Paths from the root of every file that git tracks and that is there. */
  readonly files: ReadonlySet<string>;
}

export function readProject(root: string): Project {
  return { root, files: new Set(listFiles(root, "--cached")) };
}

/** As `readProject`, with new files that git does not ignore: everything that is somebody's work. */
export function workingTreeFiles(root: string): readonly string[] {
  return listFiles(root, "--cached", "--others", "--exclude-standard");
}

function listFiles(root: string, ...options: readonly string[]): string[] {
  const listed = execFileSync("git", ["-C", root, "ls-files", "-z", ...options], { encoding: "utf8" });
  const files = listed.split("\0").filter((file) => file !== "");
  return [...new Set(files)].filter((file) => fs.existsSync(path.join(root, file))).sort();
}
