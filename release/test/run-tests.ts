import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ROOT } from "../root.ts";
import { countTests, Report } from "./count.ts";
import type { Suite } from "./suites.ts";

const VITEST = path.resolve(ROOT, "node_modules/vitest/vitest.mjs");

/**
 * Runs vitest and ends with the line `N passed, N failed`.
 *
 * @param suite which needs something of its own; without it, the plain tests
 * @returns vitest's exit code; 1 when a signal ended it
 * @throws when vitest ends without a report
 */
export async function runTests(vitestArguments: readonly string[], suite?: Suite): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "canary-tests-"));
  const file = path.join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const config = suite ? ["--config", `${suite.folder}/vitest.config.ts`] : [];
    const command = [process.execPath, VITEST, "run", ...reporters, ...config, ...vitestArguments];
    const [program = "", ...args] = [...(suite?.within ?? []), ...command];
    const child = spawn(program, args, { stdio: "inherit" });
    const [code] = (await once(child, "exit")) as [number | null];
    if (!fs.existsSync(file)) throw new Error(`vitest ended with exit code ${code} and no report: it ran no test`);
    const { passed, failed } = countTests(Report.parse(JSON.parse(fs.readFileSync(file, "utf8"))));
    const outside = code !== 0 && failed === 0 ? "No test failed, but something outside of them did; see above.\n" : "";
    process.stdout.write(`${outside}${passed} passed, ${failed} failed\n`);
    return code ?? 1;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
