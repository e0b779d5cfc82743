import fs from "node:fs";
import path from "node:path";

/**
 * Where a program is: a path as it is, a name in the first folder that has it.
 *
 * @param searchPath folders as PATH has them
 */
export function findProgram(name: string, searchPath: string): string | undefined {
  if (name.includes("/")) return isProgram(name) ? name : undefined;
  const folders = searchPath.split(path.delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => path.join(folder, name)).find(isProgram);
}

export function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
