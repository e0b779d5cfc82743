import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs a checker in a folder that holds just these files. Rejects with what it says when it refuses them. */
export async function runChecker(
  program: "promtool" | "amtool",
  command: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${program}-`));
  try {
    for (const [file, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, file), content);
    const { stdout } = await run(program, [...command], { cwd: folder });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${command.join(" ")} refuses: ${stdout}${stderr}`, { cause: error });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
