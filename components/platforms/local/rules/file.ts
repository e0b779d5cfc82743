import fs from "node:fs";
import path from "node:path";

/** Puts the content there in one step, so that no reader sees half of it; null removes the file. */
export function replaceFile(file: string, content: string | null): void {
  if (contentOf(file) === content) return;
  if (content === null) {
    fs.rmSync(file, { force: true });
    return;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(draft, content);
  fs.renameSync(draft, file);
}

export function contentOf(file: string): string | null {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
}
