import type { Report, ReportedUpdate } from "../model/report.ts";
import { type Html, html, type Piece } from "./markup.ts";
import { duration, moment, type Tone } from "./words.ts";

const TONES: Readonly<Record<ReportedUpdate["result"], Tone>> = {
  succeeded: "good",
  failed: "bad",
  unfinished: "unsure",
};

/** Who changed what, and when. */
export function renderUpdates({ updates }: Report): Html {
  return html`<section aria-labelledby="updates"><h2 id="updates">Who, what and when</h2>${updates.map(renderUpdate)}</section>`;
}

function renderUpdate(update: ReportedUpdate): Html {
  const { number, kind, result, startedAt, endedAt, message, configChanges, changes } = update;
  const resources = Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
  const facts: readonly (readonly [name: string, value: Piece])[] = [
    ["Began", moment(startedAt)],
    ["Took", result === "unfinished" ? `${duration(endedAt - startedAt)} so far` : duration(endedAt - startedAt)],
    ["Message", message === "" ? undefined : message],
    ["By", who(update)],
    ["Resources", resources.length === 0 ? undefined : resources.join(", ")],
  ];
  return html`<article class="update ${TONES[result]}" id="update-${number}">
<h3>${kind === "update" ? "Update" : `${kind}, update`} ${number}: ${result}</h3>
<dl>${facts.filter(([, value]) => value !== undefined).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${renderChanges(configChanges)}</article>`;
}

function renderChanges(changes: ReportedUpdate["configChanges"]): Html {
  if (changes.length === 0) return html`<p class="changes">Its config is that of the update before.</p>`;
  return html`<p class="changes">Config:</p><ul class="changes">${changes.map(
    ({ key, from, to }) =>
      html`<li><code>${key}</code> ${from ?? "nothing"} <span aria-label="becomes">→</span> <strong>${to ?? "nothing"}</strong></li>`,
  )}</ul>`;
}

function who({ who: { author, committer, commit, isDirty, ci, ciUrl } }: ReportedUpdate): Piece {
  const people =
    author !== undefined && committer !== undefined && author !== committer
      ? `${author}, committed by ${committer}`
      : (author ?? committer);
  const deployed = commit && `commit ${commit.slice(0, 12)}${isDirty ? " with changes beside it" : ""}`;
  // Only what is a web address may be followed.
  const build = ci && (ciUrl?.startsWith("https://") ? html`<a href="${ciUrl}">${ci}</a>` : ci);
  const parts = [people, deployed, build].filter((part) => part !== undefined && part !== "");
  if (parts.length === 0) return "not noted by the engine";
  return parts.flatMap((part, index) => (index === 0 ? [part] : [", ", part]));
}
