import { END_MS } from "../model/releases.ts";
import type { Report } from "../model/report.ts";
import type { ShareMoment } from "../model/timeline.ts";
import { type Html, html } from "./markup.ts";
import { clock, duration, gateName, MARKS, moment, type Tone } from "./words.ts";

interface StoryLine {
  readonly at: number;
  readonly text: string;
  readonly tone: Tone;
  /** Where more of it is in the page. */
  readonly more?: string;
}

/** What happened, one after the other. Pure. */
export function storyOf({ updates, verdicts, moments, open }: Report): StoryLine[] {
  const lines: StoryLine[] = [
    ...updates.map(({ number, kind, message, startedAt }): StoryLine => {
      const what = kind === "update" ? `Update ${number}` : `${capital(kind)} (update ${number})`;
      return {
        at: startedAt,
        text: `${what} begins${message ? `: ${message}` : ""}`,
        tone: "plain",
        more: `#update-${number}`,
      };
    }),
    ...verdicts.map(({ gate, outcome, at, startedAt, checks }, index): StoryLine => {
      const after = startedAt === undefined ? "" : ` after ${duration(at - startedAt)}`;
      const text = `${gateName(gate)}: ${outcome}${after}, ${checks.length} ${checks.length === 1 ? "check" : "checks"}`;
      return { at, text, tone: MARKS[outcome].tone, more: `#verdict-${index + 1}` };
    }),
    ...moments.slice(1).map((each): StoryLine => ({ at: each.at, ...describeMoment(each) })),
    ...open.map(({ gate, at, remainingSeconds, polls }): StoryLine => {
      const left = remainingSeconds === undefined ? "" : `, ${duration(remainingSeconds * 1000)} left at most`;
      return { at, text: `${gateName(gate)} looks: ${polls} polls so far${left}`, tone: "plain" };
    }),
    ...updates.flatMap(({ number, result, endedAt, startedAt }): StoryLine[] =>
      result === "failed"
        ? // A history cuts ends to whole seconds; what happened in the last one came before it.
          [
            {
              at: endedAt + END_MS - 1,
              text: `Update ${number} failed after ${duration(endedAt - startedAt)}`,
              tone: "bad",
            },
          ]
        : [],
    ),
  ];
  return lines.toSorted((a, b) => a.at - b.at);
}

function describeMoment({ percent, cause, source }: ShareMoment): { readonly text: string; readonly tone: Tone } {
  const unseen = source === "history" ? ", as the update's result says" : "";
  switch (cause) {
    case "tried":
      return { text: `The canary gets ${percent} % of users, watched`, tone: "plain" };
    case "passed":
      return { text: `${percent} % has passed${unseen}`, tone: percent === 0 ? "plain" : "good" };
    case "restored":
      return { text: `Weights are put back: ${percent} %`, tone: "bad" };
    case "lowered":
      return { text: `The canary's share goes down to ${percent} %`, tone: "plain" };
    case "drained":
      return { text: "An operator takes the canary's traffic away, at the gateway", tone: "bad" };
    case "held":
      return { text: `Not passed, and left at ${percent} %`, tone: "bad" };
  }
}

export function renderStory(report: Report): Html {
  const lines = storyOf(report);
  const day = (at: number) => moment(at).slice(0, 10);
  return html`<section aria-labelledby="story"><h2 id="story">What happened</h2>
<ol class="story">${lines.map(({ at, text, tone, more }, index) => {
    const isNewDay = index === 0 || day(at) !== day(lines[index - 1]?.at ?? at);
    const time = html`<time datetime="${new Date(at).toISOString()}">${isNewDay ? html`<span class="day">${day(at)} </span>` : undefined}${clock(at)}</time>`;
    return html`<li class="${tone}">${time}<span>${more ? html`<a href="${more}">${text}</a>` : text}</span></li>
`;
  })}</ol></section>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
