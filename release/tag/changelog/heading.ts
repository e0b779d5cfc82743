import type { Heading } from "mdast";
import { isReleaseVersion } from "../tag-name.ts";
import { type Release, WALKING_SKELETON_TITLE } from "./changelog.ts";
import { broken, textOf } from "./markdown.ts";

export type EntryHeading =
  | { readonly kind: "unreleased" }
  | ({ readonly kind: "release" } & Pick<Release, "title" | "version" | "date">);

const FORMS = `[Unreleased], [${WALKING_SKELETON_TITLE}X.Y.Z] - YYYY-MM-DD, [X.Y.Z] - YYYY-MM-DD`;

/** @throws ReleaseError TAG002 */
export function readHeading(heading: Heading, source: string): EntryHeading {
  const text = textOf(heading, source);
  if (text === "[Unreleased]") return { kind: "unreleased" };
  const [, title, date] = /^\[([^\]]+)\](?: - (.*))?$/.exec(text) ?? [];
  const version = title?.startsWith(WALKING_SKELETON_TITLE) ? title.slice(WALKING_SKELETON_TITLE.length) : title;
  if (title === undefined || version === undefined || !isReleaseVersion(version)) {
    throw broken(heading, `${JSON.stringify(text)} is not the heading of an entry; allowed: ${FORMS}`);
  }
  if (date === undefined) throw broken(heading, `[${title}] has no date; write it so: [${title}] - YYYY-MM-DD`);
  if (!isDate(date)) throw broken(heading, `the date of [${title}] is ${JSON.stringify(date)}; allowed: YYYY-MM-DD`);
  return { kind: "release", title, version, date };
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
