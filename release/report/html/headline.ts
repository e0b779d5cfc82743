import { describeCheck } from "../../../gates/verdict.ts";
import type { Report } from "../model/report.ts";
import { type Html, html } from "./markup.ts";
import { differences, duration, gateName, moment, type Tone } from "./words.ts";

/** What became of it, in two words and how they look. */
export function verdictOnRelease({ outcome, updates }: Report): { readonly text: string; readonly tone: Tone } {
  switch (outcome.kind) {
    case "promoted":
      return { text: "Promoted", tone: "good" };
    case "undone":
      return { text: "Promotion undone", tone: "bad" };
    case "rolled back":
      return { text: "Rolled back", tone: "bad" };
    case "removed":
      return { text: "Removed", tone: "bad" };
    case "replaced":
      return { text: "Replaced by another canary", tone: "unsure" };
    case "under way":
      return updates.at(-1)?.result === "failed"
        ? { text: `Stopped, ${outcome.percent} % has passed`, tone: "bad" }
        : { text: `Under way at ${outcome.percent} %`, tone: "plain" };
  }
}

/** Why it did not come through, or how far it came, in a sentence or two. Pure. */
export function explanation({ outcome, verdicts, phases }: Report): string {
  const bad = verdicts.findLast((verdict) => verdict.outcome !== "pass");
  const most = Math.max(0, ...phases.filter(({ hasPassed }) => hasPassed).map(({ percent }) => percent));
  const reached = most === 0 ? "No share of users has passed." : `It had passed at ${most} % of users.`;
  switch (outcome.kind) {
    case "promoted":
      return `All users have it since ${moment(outcome.at)}; it is stable now.`;
    case "undone":
      return `It became stable at ${moment(outcome.promotedAt)}; since ${moment(outcome.at)} users have again what they had before.`;
    case "under way":
    case "rolled back":
    case "removed":
    case "replaced":
      return bad === undefined ? reached : `${reached} ${reasonOf(bad)}`;
  }
}

function reasonOf({ gate, outcome, checks }: Report["verdicts"][number]): string {
  const culprit = checks.find((check) => check.outcome === outcome) ?? checks.find((check) => check.outcome !== "pass");
  if (culprit === undefined) return `The ${gateName(gate)} said ${outcome}.`;
  const { query: _query, ...told } = culprit;
  return `The ${gateName(gate)} said ${outcome}: ${describeCheck(told)}.`;
}

/** The top of the page: which release, what became of it, and the numbers that people ask for first. */
export function renderHeadline(report: Report): Html {
  const { text, tone } = verdictOnRelease(report);
  const { stack, number, releases, stable, canary, from, to, outcome, verdicts, updates } = report;
  const passed = verdicts.filter((verdict) => verdict.outcome === "pass").length;
  const failed = updates.filter(({ result }) => result === "failed").length;
  const facts = [
    ["Began", moment(from)],
    [outcome.kind === "under way" ? "So far" : "Took", duration(to - from)],
    ["Gates", verdicts.length === 0 ? "not known here" : `${passed} of ${verdicts.length} passed`],
    ["Updates", failed === 0 ? `${updates.length}, none failed` : `${updates.length}, ${failed} failed`],
  ] as const;
  return html`<header>
<p class="where">Stack <strong>${stack}</strong> · release ${number} of ${releases} · times are UTC</p>
<h1>Release ${number} <span class="badge ${tone}">${text}</span></h1>
<p class="lead">${explanation(report)}</p>
<dl class="versions">${differences(stable, canary).map(
    ({ name, from: old, to: fresh }) =>
      html`<div><dt>${name}</dt><dd>${old === fresh ? html`${old} <span class="same">stays</span>` : html`${old} <span aria-label="becomes">→</span> <strong>${fresh}</strong>`}</dd></div>`,
  )}</dl>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>`;
}
