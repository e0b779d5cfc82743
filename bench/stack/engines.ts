import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../test/harness/engine.ts";

/** As `--engine` of bin/pulumi names them. */
export type Engine = "embedded" | "cli";

/** The engines that can be measured here: the embedded one always, the Pulumi CLI where there is one on PATH. */
export function enginesOnPath(searchPath: string): readonly [Engine, ...Engine[]] {
  const own = path.join(ROOT, "bin");
  const hasCli = searchPath
    .split(path.delimiter)
    .some((folder) => path.resolve(folder) !== own && isProgram(path.join(folder, "pulumi")));
  return hasCli ? ["embedded", "cli"] : ["embedded"];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
