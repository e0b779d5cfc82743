import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** Every file of a folder with its content and time of change, for finding out whether somebody wrote there. */
export function contentsOf(folder: string): Record<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const digest = createHash("sha256").update(fs.readFileSync(file)).digest("hex");
      return [path.relative(folder, file), `${digest} ${fs.statSync(file).mtimeMs}`];
    }),
  );
}
