import type { AlertName } from "./alert.ts";

/**
 * Where the runbook is: a path in the repository, because the rules do not know where the repository is hosted. Whoever
 * hosts it can put the page's URL here; every link follows.
 */
export const RUNBOOK = "docs/RELEASE_RUNBOOK.md";

/** The runbook has one heading with this text for each alert. */
export function runbookHeading(name: AlertName): string {
  return `Alert: ${name}`;
}

export function runbookUrl(name: AlertName): string {
  return `${RUNBOOK}#${anchorOf(runbookHeading(name))}`;
}

/** The anchor that GitHub makes of a heading: lower case, punctuation left out, spaces as dashes. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}
