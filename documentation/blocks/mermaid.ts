import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const PARSER = fileURLToPath(new URL("./mermaid-parser.ts", import.meta.url));

/** What Mermaid's own parser, which GitHub draws with, has against a diagram; in a process of its own, as it needs a browser's globals. */
export function complaintAboutMermaid(text: string): string | undefined {
  const { status, stderr } = spawnSync(process.execPath, [PARSER], { input: text, encoding: "utf8" });
  return status === 0 ? undefined : `it is no diagram of Mermaid: ${stderr.trim().split("\n").slice(0, 3).join(" ")}`;
}
