import path from "node:path";
import { isProgram } from "../../processes/find-program.ts";
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
