import { type ErrorCode, ReleaseError } from "../../errors/release-error.ts";
import type { Release } from "./changelog/changelog.ts";
import { COMPONENTS, type Component, packageFile } from "./component.ts";
import { notNamed } from "./lookup.ts";
import { type ReleaseTag, WALKING_SKELETON } from "./tag-name.ts";

export type Check =
  | { readonly passed: true; readonly text: string }
  | { readonly passed: false; readonly text: string; readonly code: ErrorCode };

/** What was built or will be: what the CHANGELOG's versions are held against. */
export interface BuiltVersions {
  /** By package.json. */
  readonly packages: Readonly<Record<Component, string>>;
  /** Of the image built for the tag's component; undefined where there is none yet. */
  readonly image?: string;
}

/** The components that a tag stands for. */
export function componentsOf({ subject }: ReleaseTag): readonly Component[] {
  return subject === WALKING_SKELETON ? COMPONENTS : [subject];
}

/** Holds the versions of a tag's components against what the tag's release says of them; all checks, passed or not. */
export function checkVersions(tag: ReleaseTag, release: Release, built: BuiltVersions): readonly Check[] {
  return componentsOf(tag).flatMap((component): Check[] => {
    const named = release.components[component];
    if (named === undefined) return [{ passed: false, code: "TAG004", text: notNamed(release, component) }];
    const expected = { component, named, title: release.title };
    const checks = [compare(expected, packageFile(component), built.packages[component])];
    return built.image === undefined ? checks : [...checks, compare(expected, "the image", built.image)];
  });
}

function compare(
  expected: { component: Component; named: string; title: string },
  where: string,
  found: string,
): Check {
  const { component, named, title } = expected;
  if (found === named) return { passed: true, text: `${component}: ${where} has ${found}, as [${title}] says` };
  const text = `${component}: ${where} has ${found}, but [${title}] says ${named}`;
  return { passed: false, code: "TAG005", text };
}

/** @throws ReleaseError with the first failed check's code and what every failed check says */
export function requireAll(checks: readonly Check[]): void {
  const failed = checks.filter((check) => !check.passed);
  const [first] = failed;
  if (first !== undefined) throw new ReleaseError(first.code, failed.map(({ text }) => text).join("; "));
}
