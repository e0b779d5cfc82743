import fs from "node:fs";
import path from "node:path";

/** How many of a stack's are kept: those of some releases. */
const KEPT = 20;

/**
 * The file for a new screenshot of a revision's page, in `<home>/screenshots`. The oldest there are removed, so that with
 * it there are at most 20.
 *
 * @param home run folder of the stack
 */
export function screenshotFile(home: string, revision: string, at: Date): string {
  const folder = path.join(home, "screenshots");
  fs.mkdirSync(folder, { recursive: true });
  // Names begin with the time, so that their order is that of their age.
  const pictures = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".png"))
    .sort();
  for (const old of pictures.slice(0, Math.max(0, pictures.length - KEPT + 1))) {
    fs.rmSync(path.join(folder, old), { force: true });
  }
  const time = at.toISOString().replaceAll(":", "-");
  return path.join(folder, `${time}-${revision.replaceAll(/[^\w.-]/g, "_")}.png`);
}
