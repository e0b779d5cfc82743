import { stripVTControlCharacters } from "node:util";

/** GitHub takes comments of up to 65,536 characters; the rest is for what stands around the output. */
const MOST_CHARACTERS = 60_000;

export interface PreviewResult {
  readonly stack: string;
  /** Against what: "the stack's own state", "the state exported last", "nothing: as if it had never been deployed". */
  readonly against: string;
  readonly exitCode: number;
  /** What the preview wrote. */
  readonly output: string;
  /** Secrets of the config that are placeholders. */
  readonly placeholders: number;
}

/** Finds the comment of a stack again, to replace it. */
export function markerOf(stack: string): string {
  return `<!-- preview of ${stack} -->`;
}

/** A preview as a comment on a pull request, in Markdown. The lines that say what traffic will do come first. */
export function renderComment({ stack, against, exitCode, output, placeholders }: PreviewResult): string {
  const text = stripVTControlCharacters(output).trim();
  const traffic = text.split("\n").filter((line) => /^\s*traffic .*; gates: /.test(line));
  const changes = /^Resources:\n(?: {4}.*\n?)+/m.exec(text)?.[0].trimEnd();
  return [
    markerOf(stack),
    `### ${exitCode === 0 ? "✅" : "❌"} Preview of \`${stack}\``,
    "",
    `Against ${against}.${placeholders > 0 ? ` ${placeholders} secret values of the config are placeholders.` : ""}`,
    ...(traffic.length > 0 ? ["", ...traffic.map((line) => `**${line.trim()}**`)] : []),
    ...(changes ? ["", fenced(changes)] : []),
    ...(exitCode === 0 ? [] : ["", `The preview ended with exit code ${exitCode}: see its last lines.`]),
    "",
    `<details${exitCode === 0 ? "" : " open"}><summary>Diff and policies</summary>`,
    "",
    fenced(shorten(text)),
    "",
    "</details>",
    "",
  ].join("\n");
}

/** A fence that nothing in the text can end. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** The end says how it came out, so it is the middle that goes. */
function shorten(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const half = MOST_CHARACTERS / 2;
  const left = text.length - MOST_CHARACTERS;
  return `${text.slice(0, half)}\n\n… ${left} characters are left out; the whole output is in the job's log …\n\n${text.slice(-half)}`;
}
