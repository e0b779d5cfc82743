import path from "node:path";
import type { Document, Link } from "./markdown/document.ts";
import type { Complaint } from "./problem.ts";

/**
 * Links of a document to files that are not there, and to headings that a file does not have. Addresses of the web are not
 * looked at.
 *
 * @param documents all, by file
 * @param files every file of the project
 */
export function deadLinks(
  document: Document,
  documents: ReadonlyMap<string, Document>,
  files: ReadonlySet<string>,
): Complaint[] {
  return document.links.flatMap((link) => {
    const complaint = complaintAboutLink(link, document, documents, files);
    return complaint === undefined ? [] : [{ line: link.line, message: complaint }];
  });
}

function complaintAboutLink(
  { target }: Link,
  document: Document,
  documents: ReadonlyMap<string, Document>,
  files: ReadonlySet<string>,
): string | undefined {
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(target)) return undefined;
  const [, place = "", anchor] = /^([^#?]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(target) ?? [];
  const file = place === "" ? document.file : fileOf(decodeURIComponent(place), document.file);
  const exists =
    documents.has(file) || file === "." || files.has(file) || [...files].some((other) => other.startsWith(`${file}/`));
  if (!exists) return `the link to ${target} is dead: ${file} is no file of this project`;
  if (anchor === undefined) return undefined;
  const linked = documents.get(file);
  if (linked === undefined) {
    return /^L\d+(-L\d+)?$/.test(anchor)
      ? undefined
      : `the link to ${target} is dead: only lines (#L1) of ${file} can be named`;
  }
  return linked.anchors.has(decodeURIComponent(anchor))
    ? undefined
    : `the link to ${target} is dead: ${file} has no such heading; it has ${[...linked.anchors].map((slug) => `#${slug}`).join(", ")}`;
}

function fileOf(place: string, from: string): string {
  const joined = place.startsWith("/") ? place.slice(1) : path.posix.join(path.posix.dirname(from), place);
  return path.posix.normalize(joined).replace(/\/$/, "");
}
