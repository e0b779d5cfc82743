import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** What promtool, which comes with Prometheus, has against an expression; undefined when it is PromQL. */
export function complaintAboutPromql(expression: string): string | undefined {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "documentation-"));
  try {
    const file = path.join(folder, "rules.json");
    fs.writeFileSync(file, JSON.stringify({ groups: [{ name: "q", rules: [{ record: "q", expr: expression }] }] }));
    const { error, status, stdout, stderr } = spawnSync("promtool", ["check", "rules", file], { encoding: "utf8" });
    if (error !== undefined) throw new Error("promtool cannot be run; `bin/canary setup` brings it", { cause: error });
    if (status === 0) return undefined;
    return `promtool refuses it: ${`${stdout}${stderr}`
      .replaceAll(file, "")
      .replace(/.*FAILED:/s, "")
      .trim()}`;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
