/** The look of a report. Colours are told twice, for light and dark; a line's side shows by its dashes too. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #ffffff; --raised: #f6f7f9; --edge: #d9dde3; --text: #1b1f24; --faint: #59616b;
  --canary: #b45309; --stable: #2563eb; --set: #6b7280; --good: #15803d; --bad: #b91c1c; --unsure: #8a5a00; --limit: #b91c1c; --link: #1d4ed8; }
@media (prefers-color-scheme: dark) { :root { --ground: #12151a; --raised: #1b2027; --edge: #343c47; --text: #e6e9ee; --faint: #9aa4b1;
  --canary: #fbbf24; --stable: #7aa5ff; --set: #9aa4b1; --good: #4ade80; --bad: #ff8a80; --unsure: #fcd34d; --limit: #ff8a80; --link: #93b4ff; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main, footer { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .2rem 0 .6rem; display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .8rem; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code { font: .85em/1.5 ui-monospace, monospace; }
p { margin: .4rem 0; }
dl, dd, ul, ol, figure { margin: 0; padding: 0; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.where, .source, footer, .when, .same, .limit-of, .subject { color: var(--faint); }
.where, .source, footer { font-size: .9rem; }
.lead { font-size: 1.1rem; }
.good { --tone: var(--good); } .bad { --tone: var(--bad); } .unsure { --tone: var(--unsure); } .plain { --tone: var(--set); }
.badge { font-size: 1rem; font-weight: 600; color: var(--tone); border: 2px solid var(--tone); border-radius: 999px; padding: .15rem .8rem; }
.mark { color: var(--tone); font-weight: 700; display: inline-block; min-width: 1.1em; }
dl.versions, dl.facts { display: grid; gap: .6rem; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); margin-top: 1rem; }
dl.versions > div, dl.facts > div { background: var(--raised); border: 1px solid var(--edge); border-radius: .5rem; padding: .5rem .8rem; }
dl.facts { grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); }
dt { color: var(--faint); font-size: .85rem; }
.missing { border-left: 4px solid var(--unsure); background: var(--raised); padding: .6rem 1rem; margin-top: 1.2rem; border-radius: 0 .5rem .5rem 0; }
.missing h2 { font-size: 1rem; margin: 0 0 .3rem; }
.missing ul { padding-left: 1.1rem; font-size: .95rem; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; list-style: none; font-size: .9rem; }
.legend li::before { content: ""; display: inline-block; width: 1.8rem; border-top: 3px solid; margin-right: .5rem; vertical-align: middle; }
.legend .canary::before { border-color: var(--canary); } .legend .stable::before { border-color: var(--stable); border-top-style: dashed; }
.legend .set::before { border-color: var(--set); border-top-width: 6px; opacity: .45; }
figure { margin: 1.2rem 0; break-inside: avoid; }
.plot { position: relative; margin: .7rem 0 1.8rem 3.6rem; height: 9rem; }
.plot svg { display: block; width: 100%; height: 100%; overflow: visible; }
.y span, .x span, .limit-text { position: absolute; font-size: .75rem; line-height: 1; color: var(--faint); white-space: nowrap; }
.y span { right: calc(100% + .5rem); transform: translateY(-50%); }
.x span { top: calc(100% + .45rem); transform: translateX(-50%); }
.limit-text { right: 0; transform: translateY(-120%); color: var(--limit); background: color-mix(in srgb, var(--ground) 75%, transparent); }
path { fill: none; vector-effect: non-scaling-stroke; stroke-linecap: round; stroke-linejoin: round; }
.grid { stroke: var(--edge); stroke-width: 1; } .limit { stroke: var(--limit); stroke-width: 1.5; stroke-dasharray: 2 4; }
.line { stroke-width: 2; } .line.canary { stroke: var(--canary); } .line.stable { stroke: var(--stable); stroke-dasharray: 6 4; }
.line.set { stroke: var(--set); stroke-width: 6; opacity: .45; stroke-linecap: butt; stroke-linejoin: miter; }
.line.dots { stroke-width: 6; stroke-dasharray: none; }
.column { fill: transparent; } .column:hover { fill: color-mix(in srgb, var(--text) 12%, transparent); }
summary { cursor: pointer; }
.numbers summary { font-size: .85rem; color: var(--faint); }
table { border-collapse: collapse; width: 100%; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .15rem .4rem; border-bottom: 1px solid var(--edge); font-weight: 400; }
thead th { color: var(--faint); } th:first-child { text-align: left; }
.story { list-style: none; }
.story li { display: grid; grid-template-columns: 5.2rem 1fr; gap: .7rem; padding: .15rem 0 .15rem .7rem; border-left: 4px solid var(--tone); }
.story time { color: var(--faint); font-variant-numeric: tabular-nums; } .story .day { display: block; font-size: .8rem; }
.story li.bad span { color: var(--bad); } .story a { color: inherit; text-decoration-color: var(--faint); text-underline-offset: .2em; }
.verdict, .update { border: 1px solid var(--edge); border-left: 5px solid var(--tone); border-radius: .4rem; padding: .6rem .8rem; margin: .7rem 0; background: var(--raised); }
.verdict > summary { display: flex; flex-wrap: wrap; gap: .1rem 1rem; align-items: baseline; justify-content: space-between; }
.verdict > summary h3 { font-size: 1.05rem; } .when, .subject { font-size: .9rem; }
.check { border-top: 1px solid var(--edge); padding: .35rem 0; } .check > summary { list-style-position: outside; margin-left: 1.1rem; }
.check dl { margin: .3rem 0 .3rem 1.1rem; }
.check dl > div, .update dl > div { display: grid; grid-template-columns: minmax(6rem, 14rem) 1fr; gap: .1rem .8rem; }
.check.bad > summary strong { color: var(--bad); } .limit-of { font-size: .9rem; } .limit-of::before { content: "· "; }
.changes { padding-left: 0; margin-top: .4rem; } ul.changes { padding-left: 1.2rem; margin-top: 0; }
footer { border-top: 1px solid var(--edge); margin-top: 2rem; }
@media (max-width: 34rem) { .check dl > div, .update dl > div { grid-template-columns: 1fr; margin-bottom: .3rem; } .plot { margin-left: 3.1rem; }
  .x span:nth-child(even) { display: none; } h1 { font-size: 1.6rem; } .verdict, .update { padding: .5rem .6rem; } dl.versions { grid-template-columns: 1fr 1fr; }
  .check dl { margin-left: .2rem; } }
@media print { :root { color-scheme: light; --ground: #fff; --raised: #fff; } body { font-size: 11pt; } main, footer { max-width: none; padding: 0; }
  details::details-content { content-visibility: visible; height: auto; display: block; } .numbers { display: none; } .verdict, .update, .check { break-inside: avoid; }
  h2 { break-after: avoid; } * { print-color-adjust: exact; } }
`;
