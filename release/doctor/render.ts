import { wrap } from "../terminal/wrap.ts";
import type { Need } from "./check.ts";
import type { Finding } from "./finding.ts";

const MARKS: Readonly<Record<Finding["state"], string>> = { ok: "✓", missing: "✗", warning: "!" };
const INDENT = "      ";

/** For people, in lines of at most 80 columns. Pure. */
export function renderFindings(
  { stack, config, isUp }: Pick<Need, "stack" | "config" | "isUp">,
  findings: readonly Finding[],
): string[] {
  const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
  const [lacking, warned] = [count("missing"), count("warning")];
  return [
    `${stack}, platform ${config.platform}, ${isUp ? "up" : "not up"}`,
    "",
    ...findings.flatMap(renderFinding),
    "",
    lacking === 0
      ? `This machine has what ${stack} needs${warned === 0 ? "" : `; ${warned} ${warned === 1 ? "thing" : "things"} to look at`}.`
      : `This machine lacks ${lacking} ${lacking === 1 ? "thing" : "things"} that ${stack} needs.`,
  ];
}

function renderFinding({ check, state, seen, why, remedy }: Finding): string[] {
  const [first = "", ...more] = wrap(`${check}: ${seen}`, INDENT);
  const title = [`  ${MARKS[state]} ${first.trimStart()}`, ...more];
  if (state === "ok") return title;
  return [...title, ...wrap(`why: ${why}`, INDENT), ...(remedy === undefined ? [] : wrap(`do: ${remedy}`, INDENT))];
}
