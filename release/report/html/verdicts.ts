import type { Check } from "../../../gates/verdict.ts";
import type { GateVerdict, OpenGate } from "../../events/gates.ts";
import type { Report } from "../model/report.ts";
import { type Html, html, type Piece } from "./markup.ts";
import { duration, gateName, MARKS, moment, percentage } from "./words.ts";

/** Every verdict with its evidence. */
export function renderVerdicts({ verdicts, open }: Report): Html {
  return html`<section aria-labelledby="verdicts"><h2 id="verdicts">Verdicts and their evidence</h2>
${verdicts.length + open.length === 0 ? html`<p>No verdict is known here.</p>` : undefined}
${verdicts.map(renderVerdict)}
${open.map(renderOpen)}</section>`;
}

function renderVerdict(verdict: GateVerdict, index: number): Html {
  const { gate, subject, outcome, at, startedAt, polls, checks } = verdict;
  const { mark, tone } = MARKS[outcome];
  // What decided is open at once: a gate that said no, and the one that watched users.
  const isOpen = outcome !== "pass" || gate === "slo";
  const looked = [
    startedAt === undefined ? undefined : `looked for ${duration(at - startedAt)}`,
    polls === 0 ? undefined : `${polls} polls before it decided`,
  ].filter((part) => part !== undefined);
  return html`<details class="verdict ${tone}" id="verdict-${index + 1}"${openIf(isOpen)}>
<summary><h3><span class="mark" aria-hidden="true">${mark}</span> ${gateName(gate)}: ${outcome}</h3>
<span class="when">${moment(at)} · ${counted(checks)}</span></summary>
<p class="subject">${looked.length > 0 ? `${capital(looked.join(", "))}. ` : ""}Judged: ${revisions(subject)}</p>
${checks.map(renderCheck)}</details>`;
}

function renderOpen({ gate, subject, startedAt, at, polls, remainingSeconds, checks }: OpenGate): Html {
  const left = remainingSeconds === undefined ? "" : ` ${duration(remainingSeconds * 1000)} are left at most.`;
  return html`<details class="verdict plain" open>
<summary><h3><span class="mark" aria-hidden="true">…</span> ${gateName(gate)}: not decided</h3>
<span class="when">since ${moment(startedAt)}</span></summary>
<p class="subject">${polls} polls, the last one at ${moment(at)}.${left} Where each check stood then; judged: ${revisions(subject)}</p>
${checks.map(renderCheck)}</details>`;
}

function renderCheck(check: Check): Html {
  const { name, outcome, value, limit, samples, stableSamples, eValue, eValueLimit, interval, range, query } = check;
  const { mark, tone } = MARKS[outcome];
  const evidence: readonly (readonly [name: string, value: Piece])[] = [
    ["Outcome", outcome],
    ["Allowed", limit],
    ["Requests judged", samples],
    ["Requests of stable beside them", stableSamples],
    [
      "e-value",
      eValue === undefined
        ? undefined
        : `${number(eValue)}${eValueLimit === undefined ? "" : `; fails at ${number(eValueLimit)}`}`,
    ],
    ["The true value may be", interval && `between ${percentage(interval[0])} and ${percentage(interval[1])}`],
    ["Time looked at", range && `${range[0]} to ${range[1]}`],
    ["Why", check.note],
    ["Screenshot", check.screenshot === undefined ? undefined : html`<code>${check.screenshot}</code>`],
    ["Query", query === undefined ? undefined : html`<code>${query}</code>`],
  ];
  const known = evidence.filter(([, text]) => text !== undefined);
  return html`<details class="check ${tone}"${openIf(outcome === "fail" || outcome === "error")}>
<summary><span class="mark" aria-hidden="true">${mark}</span> <span class="name">${name}</span> ${value === undefined ? undefined : html`<strong>${value}</strong>`} ${limit === undefined ? undefined : html`<span class="limit-of">${limit}</span>`}<span class="hidden">: ${outcome}</span></summary>
<dl>${known.map(([title, text]) => html`<div><dt>${title}</dt><dd>${text}</dd></div>`)}</dl></details>`;
}

function openIf(isOpen: boolean): Html {
  return isOpen ? html` open` : html``;
}

function counted(checks: readonly Check[]): string {
  const passed = checks.filter(({ outcome }) => outcome === "pass").length;
  if (passed < checks.length) return `${passed} of ${checks.length} checks passed`;
  return passed === 1 ? "1 check passed" : `${passed} checks passed`;
}

function revisions(subject: string): Html[] {
  return subject.split(", ").map((revision, index) => html`${index === 0 ? "" : ", "}<code>${revision}</code>`);
}

/** 1780 and 2.38e+4 alike in few digits. */
function number(value: number): string {
  return value < 1e6 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
