import fs from "node:fs";
import path from "node:path";
import { checkFence } from "./blocks/check.ts";
import type { Unchecked } from "./commands/finding.ts";
import { deadLinks } from "./links.ts";
import { type Document, parseDocument } from "./markdown/document.ts";
import type { Complaint, Problem } from "./problem.ts";
import type { Project } from "./project.ts";

export interface DocumentationReport {
  readonly problems: readonly Problem[];
  readonly unchecked: readonly (Unchecked & { readonly file: string })[];
}

/** Every Markdown file that git tracks. */
export function readDocuments({ root, files }: Project): Map<string, Document> {
  const markdown = [...files].filter((file) => file.endsWith(".md"));
  return new Map(
    markdown.map((file) => [file, parseDocument(file, fs.readFileSync(path.join(root, file), "utf8"))] as const),
  );
}

/** Everything that documents say and that can be held against the project without running it. */
export function checkDocuments(documents: ReadonlyMap<string, Document>, project: Project): DocumentationReport {
  const reports = [...documents.values()].map((document) => {
    const fences = document.fences.map((fence) => checkFence(fence, project));
    const complaints: Complaint[] = [
      ...fences.flatMap(({ problems }) => problems),
      ...document.indented.map((line) => ({ line, message: "an indented code block has no language; use a fence" })),
      ...deadLinks(document, documents, project.files),
    ];
    const { file } = document;
    return {
      problems: complaints.map((complaint) => ({ file, ...complaint })).sort((a, b) => a.line - b.line),
      unchecked: fences.flatMap(({ unchecked }) => unchecked.map((command) => ({ file, ...command }))),
    };
  });
  return {
    problems: reports.flatMap(({ problems }) => problems),
    unchecked: reports.flatMap(({ unchecked }) => unchecked),
  };
}
