import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { SERVICES } from "../../services.ts";
import type { ServiceKey } from "../platform.ts";

/** What lies in a service's folder and does not run: built anew, installed, or only for tests. */
const NOT_RUN = /(^|\/)(node_modules|dist|test)(\/|$)|\.test\.tsx?$/;
const DIGEST_LENGTH = 12;

const known = new Map<string, string>();

/**
 * Digest of the working tree's sources that a service runs from: its own folder, and those under services/ that are no
 * service and shared by all. A dependency's version counts only as far as a package.json names it. Taken once a process:
 * sources that change in the middle of a deployment belong to the next one.
 *
 * @param root the project root
 * @returns 12 hexadecimal digits of a SHA-256
 */
export function sourceDigest(service: ServiceKey, root: string): string {
  const key = `${root}\0${service}`;
  const digest = known.get(key) ?? digestOf(foldersOf(service, path.join(root, "services")));
  known.set(key, digest);
  return digest;
}

function foldersOf(service: ServiceKey, services: string): string[] {
  const others = SERVICES.filter(({ key }) => key !== service).map(({ name }) => name);
  return fs
    .readdirSync(services, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !others.includes(entry.name))
    .map((entry) => path.join(services, entry.name))
    .sort();
}

/** Digest of all files in these folders that run, by their paths within a folder and their contents. */
export function digestOf(folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    for (const file of runningFiles(folder)) {
      const content = fs.readFileSync(path.join(folder, file));
      hash.update(`${path.basename(folder)}\0${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex").slice(0, DIGEST_LENGTH);
}

function runningFiles(folder: string, below = ""): string[] {
  return fs
    .readdirSync(path.join(folder, below), { withFileTypes: true })
    .map((entry) => ({ entry, file: path.posix.join(below, entry.name) }))
    .filter(({ file }) => !NOT_RUN.test(file))
    .flatMap(({ entry, file }) => (entry.isDirectory() ? runningFiles(folder, file) : entry.isFile() ? [file] : []))
    .sort();
}
