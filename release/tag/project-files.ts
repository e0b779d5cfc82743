import fs from "node:fs";
import path from "node:path";
import { ReleaseError } from "../../errors/release-error.ts";
import type { Changelog } from "./changelog/changelog.ts";
import { parseChangelog } from "./changelog/parse.ts";
import { COMPONENTS, type Component, packageFile } from "./component.ts";

/**
 * @param root the project root
 * @throws ReleaseError TAG002
 */
export function readChangelog(root: string): Changelog {
  let source: string;
  try {
    source = fs.readFileSync(path.join(root, "CHANGELOG.md"), "utf8");
  } catch (cause) {
    throw new ReleaseError("TAG002", `CHANGELOG.md in ${root} cannot be read: ${String(cause)}`, { cause });
  }
  return parseChangelog(source);
}

/**
 * @param root the project root
 * @throws ReleaseError TAG009
 */
export function readPackageVersions(root: string): Record<Component, string> {
  const versions = COMPONENTS.map((component) => [component, readVersion(root, packageFile(component))]);
  return Object.fromEntries(versions) as Record<Component, string>;
}

function readVersion(root: string, file: string): string {
  let content: unknown;
  try {
    content = JSON.parse(fs.readFileSync(path.join(root, file), "utf8"));
  } catch (cause) {
    throw new ReleaseError("TAG009", `${file} cannot be read: ${String(cause)}`, { cause });
  }
  const version = (content as { version?: unknown } | null)?.version;
  if (typeof version === "string") return version;
  const found = version === undefined ? "missing" : JSON.stringify(version);
  throw new ReleaseError("TAG009", `version in ${file} is ${found}; allowed: the component's version as a string`);
}
