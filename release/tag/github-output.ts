import fs from "node:fs";
import { ReleaseError } from "../../errors/release-error.ts";

/**
 * Lines of the file in which a GitHub workflow's step says its outputs: `name=value`.
 *
 * @throws ReleaseError TAG010 when a value has a line break: what follows it would be an output of its own
 */
export function formatOutputs(outputs: Readonly<Record<string, string>>): string {
  const lines = Object.entries(outputs).map(([name, value]) => {
    if (/[\r\n]/.test(value)) {
      throw new ReleaseError(
        "TAG010",
        `the output ${name} is ${JSON.stringify(value)}; a value in $GITHUB_OUTPUT is one line`,
      );
    }
    return `${name}=${value}\n`;
  });
  return lines.join("");
}

/** @throws ReleaseError TAG010 */
export function appendOutputs(file: string, outputs: Readonly<Record<string, string>>): void {
  const text = formatOutputs(outputs);
  try {
    fs.appendFileSync(file, text);
  } catch (cause) {
    const message = `$GITHUB_OUTPUT is ${JSON.stringify(file)}, and that file cannot be written; unset it outside a workflow`;
    throw new ReleaseError("TAG010", message, { cause });
  }
}
