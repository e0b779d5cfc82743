import { stripTypeScriptTypes } from "node:module";
import { type Findings, NOTHING, problem } from "../commands/finding.ts";
import type { Fence } from "../markdown/document.ts";
import type { Project } from "../project.ts";
import { complaintAboutMermaid } from "./mermaid.ts";
import { complaintAboutPromql } from "./promql.ts";
import { checkShell } from "./shell.ts";
import { complaintAboutYaml } from "./yaml.ts";

type Complain = (text: string, project: Project) => string | undefined;

/** What each language but `sh` is held against. A language that is not here is not allowed, so that none passes unseen. */
const LANGUAGES: Readonly<Record<string, Complain>> = {
  json: (text) => complaintOfParser("JSON", () => JSON.parse(text)),
  mermaid: complaintAboutMermaid,
  promql: complaintAboutPromql,
  // Output and drawings: there is nothing to hold them against.
  text: () => undefined,
  ts: (text) => complaintOfParser("TypeScript", () => stripTypeScriptTypes(text)),
  yaml: (text, { root }) => complaintAboutYaml(text, root),
};

/** Which words may follow a language: those that make the block run. */
const MARKS: Readonly<Record<string, readonly string[]>> = { sh: ["", "run", "run fails"], promql: ["", "run"] };

/** What can be said of a block without running it. */
export function checkFence({ language, marks, text, line }: Fence, project: Project): Findings {
  const allowed = ["sh", ...Object.keys(LANGUAGES)].join(", ");
  if (language === "") return problem(line, `a fence must name its language; allowed: ${allowed}`);
  const allowedMarks = MARKS[language] ?? [""];
  if (!allowedMarks.includes(marks.join(" "))) {
    const choices = allowedMarks.map((mark) => `"${`${language} ${mark}`.trim()}"`).join(", ");
    return problem(line, `"${[language, ...marks].join(" ")}" is not understood; allowed: ${choices}`);
  }
  if (language === "sh") return marks.includes("run") ? NOTHING : movedBy(line + 1, checkShell(text, project));
  const complain = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
  if (complain === undefined) return problem(line, `the language ${language} is not known; allowed: ${allowed}`);
  const complaint = complain(text, project);
  return complaint === undefined ? NOTHING : problem(line, complaint);
}

function movedBy(lines: number, { problems, unchecked }: Findings): Findings {
  const move = <T extends { readonly line: number }>(finding: T): T => ({ ...finding, line: finding.line + lines });
  return { problems: problems.map(move), unchecked: unchecked.map(move) };
}

function complaintOfParser(language: string, parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return `it is no ${language}: ${(error as Error).message}`;
  }
}
