import { ReleaseError } from "../../errors/release-error.ts";
import { checkVersions, requireAll } from "./check.ts";
import { Git } from "./git.ts";
import { findRelease } from "./lookup.ts";
import { type PlannedTag, planTags } from "./message.ts";
import { readChangelog, readPackageVersions } from "./project-files.ts";
import { pushCommands } from "./push.ts";
import { WALKING_SKELETON } from "./tag-name.ts";

export interface CreateOptions {
  /** The project root. */
  readonly root: string;
  /** Three numbers; default: the newest release of the CHANGELOG. */
  readonly version?: string;
  /** Show the tags and make none. What would be refused is refused, after they were shown. */
  readonly dryRun: boolean;
  readonly print: (text: string) => void;
}

export interface TagsMade {
  readonly commit: string;
  /** False for a dry run. */
  readonly made: boolean;
  readonly tags: readonly PlannedTag[];
}

const SHOWN_CHANGES = 10;

/**
 * Makes the four annotated tags of a release at the commit that is checked out, or none. Pushes nothing.
 *
 * @throws ReleaseError TAG…
 */
export function createTags({ root, version, dryRun, print }: CreateOptions): TagsMade {
  const release = findRelease(readChangelog(root), version);
  const whole = { version: release.version, subject: WALKING_SKELETON } as const;
  requireAll(checkVersions(whole, release, { packages: readPackageVersions(root) }));
  const tags = planTags(release);
  const names = tags.map(({ name }) => name);
  if (dryRun) print(tags.map(show).join("\n"));

  const git = new Git(root);
  requireClean(git.changes());
  requireNone(git.existing(names));
  const commit = git.head();
  const push = pushCommands(names, git.remotes()).map((command) => `  ${command}\n`);
  if (dryRun) {
    print(`\nNothing was made. Without --dry-run these ${tags.length} tags would be made of ${commit}.\n`);
    return { commit, made: false, tags };
  }
  git.makeTags(tags, commit);
  print(`Made of ${commit}:\n${names.map((name) => `  ${name}\n`).join("")}`);
  print(`Nothing was pushed. To push them, in this order:\n${push.join("")}`);
  return { commit, made: true, tags };
}

function show({ name, message }: PlannedTag): string {
  return `${name}\n${message.replace(/^(?=.)/gm, "    ")}`;
}

function requireClean(changes: readonly string[]): void {
  if (changes.length === 0) return;
  const more = changes.length > SHOWN_CHANGES ? [`and ${changes.length - SHOWN_CHANGES} more`] : [];
  throw new ReleaseError(
    "TAG006",
    "the working tree has changes, which a tag of its commit would not have; commit or remove them:\n" +
      [...changes.slice(0, SHOWN_CHANGES), ...more].map((line) => `  ${line}`).join("\n"),
  );
}

function requireNone(existing: readonly string[]): void {
  if (existing.length === 0) return;
  throw new ReleaseError(
    "TAG007",
    `there already: ${existing.join(", ")}; none was made. A released tag stays as it is: write a new release into ` +
      "CHANGELOG.md. Only tags that nobody has seen may go: git tag --delete <name>",
  );
}
