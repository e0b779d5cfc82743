import type { Report } from "../model/report.ts";
import { renderCharts } from "./charts.ts";
import { renderHeadline, verdictOnRelease } from "./headline.ts";
import { Html, html } from "./markup.ts";
import { renderStory } from "./story.ts";
import { STYLE } from "./style.ts";
import { renderUpdates } from "./updates.ts";
import { renderVerdicts } from "./verdicts.ts";
import { moment } from "./words.ts";

/** Nothing is fetched and nothing runs, whatever stands in the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one HTML file that needs nothing beside it. Pure. */
export function renderPage(report: Report): string {
  const { stack, number, missing, madeAt } = report;
  const title = `Release ${number} of ${stack}: ${verdictOnRelease(report).text}`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(STYLE)}</style></head>
<body><main>
${renderHeadline(report)}
${
  missing.length === 0
    ? undefined
    : html`<section class="missing" aria-labelledby="missing"><h2 id="missing">What this report cannot tell</h2><ul>${missing.map((each) => html`<li>${each}</li>`)}</ul></section>`
}
${renderCharts(report)}
${renderStory(report)}
${renderVerdicts(report)}
${renderUpdates(report)}
</main><footer>Made at ${moment(madeAt)} UTC by <code>bin/canary report ${stack} --release ${number}</code> from the stack's history, the events of its updates and Prometheus.</footer></body></html>
`;
  return page.text;
}
