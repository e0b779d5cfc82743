import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The file of a kubeconfig that is given as a path or as its content. Content goes into a file that only this user can
 * read, and that goes with this process.
 */
export function kubeconfigFile(pathOrContent: string): string {
  if (!isContent(pathOrContent)) return pathOrContent.replace(/^~(?=$|\/)/, homedir());
  const folder = mkdtempSync(join(tmpdir(), "pulumi-kubernetes-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "kubeconfig");
  writeFileSync(file, pathOrContent, { mode: 0o600 });
  return file;
}

/** YAML or JSON has a colon and more than one line, or a brace; no path to a file begins so. */
export function isContent(pathOrContent: string): boolean {
  return /^\s*\{|^[\w-]+:\s/m.test(pathOrContent);
}
