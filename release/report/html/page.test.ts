import fc from "fast-check";
import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { MEASURED, REFUSED, reportOn } from "../test/report.ts";
import { history, minute, NEW, OLD, OTHER, type Told } from "../test/updates.ts";
import { explanation, verdictOnRelease } from "./headline.ts";
import { renderPage } from "./page.ts";

const canary = (percent: number, more: Told = {}): Told => ({ canary: NEW, percent, ...more });
const REPORT = reportOn(history(canary(10, { result: "failed", message: "ten" })), REFUSED, MEASURED);

const pageOf = (report: typeof REPORT) => new JSDOM(renderPage(report)).window.document;
const textOf = (report: typeof REPORT) => pageOf(report).body.textContent?.replaceAll("\u00a0", " ") ?? "";

/** Puts a text wherever one can come from outside. */
function withText(text: string): typeof REPORT {
  const [told] = history(
    canary(10, { result: "failed", message: text, who: { author: text, ci: text, ciUrl: text, commit: text } }),
  );
  const versions = { ...NEW, frontend: text };
  const report = reportOn([told!], REFUSED, MEASURED);
  const check = {
    ...report.verdicts[1]!.checks[0]!,
    name: text,
    value: text,
    limit: text,
    query: text,
    note: text,
    screenshot: text,
    range: [text, text] as const,
  };
  const lines = report.measurements.lines.map((line) => ({ ...line, revision: text }));
  return {
    ...report,
    stack: text,
    canary: versions,
    verdicts: [{ ...report.verdicts[1]!, gate: text, subject: text, checks: [check] }],
    measurements: { ...report.measurements, lines: [...lines, ...lines] },
    interventions: [{ at: minute(0.5), by: "shift", reason: text }],
    updates: report.updates.map((update) => ({
      ...update,
      kind: text,
      changes: { [text]: 1 },
      configChanges: [{ key: text, from: text, to: text }],
    })),
    missing: [text],
  };
}

describe("what a text in a report can do", () => {
  const ATTACKS = [
    "<script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title></svg><iframe src=//example.com>",
    "javascript:alert(1)",
    "&lt;b&gt;",
  ];
  const plain = pageOf(withText("x"));
  const shapeOf = (page: Document) =>
    [...page.querySelectorAll("*")].map((element) => `${element.localName} ${element.getAttributeNames().join(" ")}`);

  it.each(ATTACKS)("nothing but be shown: %s", (text) => {
    const page = pageOf(withText(text));
    expect(shapeOf(page)).toEqual(shapeOf(plain));
    expect(page.body.textContent).toContain(text);
  });

  it("nothing, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const tags = (page: Document) =>
          [...page.querySelectorAll("*")].map(({ localName }) => localName).filter((name) => name !== "code");
        // A subject is split at commas, which makes more pieces of code, and nothing else.
        expect(tags(pageOf(withText(`x${text}`)))).toEqual(tags(plain));
      }),
      { numRuns: 40 },
    );
  });
});

describe("the page", () => {
  it("needs nothing beside it, and runs nothing", () => {
    const page = pageOf(REPORT);
    expect(page.querySelectorAll("script, link, img, iframe, object, embed, base, form")).toHaveLength(0);
    for (const element of page.querySelectorAll("*")) {
      for (const name of element.getAttributeNames()) {
        expect(name).not.toMatch(/^on|^src/);
        if (name === "href") expect(element.getAttribute(name)).toMatch(/^#/);
      }
    }
    expect(page.querySelector("style")?.textContent).not.toMatch(/url\(|@import/);
    expect(page.querySelector("meta[http-equiv=Content-Security-Policy]")?.getAttribute("content")).toContain(
      "default-src 'none'",
    );
  });

  it("leads to places that are there", () => {
    const page = pageOf(REPORT);
    const links = [...page.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "");
    expect(links).toContain("#verdict-2");
    for (const link of links) expect(page.querySelector(link), link).not.toBeNull();
    const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("tells charts to whoever cannot see them: a title, a description, and the numbers in a table", () => {
    const figures = [...pageOf(REPORT).querySelectorAll("figure")];
    expect(figures.map(({ id }) => id)).toEqual(["share", "errors", "slow", "p95"]);
    for (const figure of figures) {
      const named = figure.querySelector("svg")?.getAttribute("aria-labelledby")?.split(" ") ?? [];
      expect(named.map((id) => figure.querySelector(`#${id}`)?.textContent?.length ?? 0)).toEqual([
        expect.any(Number),
        expect.any(Number),
      ]);
      expect(figure.querySelector("desc")?.textContent).toMatch(/\d/);
      expect(figure.querySelectorAll("tbody tr").length).toBeGreaterThan(1);
    }
    const cells = [...pageOf(REPORT).querySelectorAll("#errors tbody tr")].map((row) =>
      row.textContent?.replaceAll("\u00a0", " "),
    );
    expect(cells).toEqual(["12:00:1510 %10 %\n", "12:00:30––\n", "12:00:4512.5 %12.5 %\n"].map((row) => row.trim()));
  });

  it("breaks a line where there was nothing to measure", () => {
    const path = pageOf(REPORT).querySelector("#errors .line.canary")?.getAttribute("d") ?? "";
    expect(path.match(/M/g)).toHaveLength(2);
    // What is left of it are points alone, which are drawn so that they can be seen.
    expect(pageOf(REPORT).querySelector("#errors .line.canary.dots")?.getAttribute("d")).toMatch(/^M\S+h0M\S+h0$/);
  });

  it("has a check's whole evidence", () => {
    const text = textOf(REPORT);
    for (const part of [
      "12.5 %",
      "< 1 %",
      "400",
      "3600",
      "1780",
      "fails at 600",
      "between 8 % and 20 %",
      "2026-01-01T12:00:12.000Z",
      "sum(rate(",
      "requests failed in every poll",
      ".canary/local/screenshots/1.png",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("tells the story in order", () => {
    const lines = [...pageOf(REPORT).querySelectorAll(".story li > span")].map((line) =>
      line.textContent?.replaceAll("\u00a0", " "),
    );
    expect(lines).toEqual([
      "Update 1 begins: ten",
      "Smoke gate: pass after 3 s, 1 check",
      "The canary gets 10 % of users, watched",
      "SLO gate: fail after 36 s, 1 check",
      "Weights are put back: 0 %",
      "Update 1 failed after 1 min",
    ]);
  });

  it("is whole without events, without measurements, and without a config that can be read", () => {
    const updates = history(canary(10), canary(50)).map((update, index) =>
      index === 1 ? { ...update, asked: undefined } : update,
    );
    const text = textOf(reportOn(updates));
    expect(text).toContain("What this report cannot tell");
    expect(text).toContain("No verdict is known here.");
    expect(text).toContain("Error rate and latency are not known: Prometheus is gone.");
    expect(text).toContain("10 % has passed, as the update's result says");
  });
});

describe("what became of it", () => {
  it.each<[readonly Told[], string, RegExp]>([
    [[canary(100), { stable: NEW }], "Promoted", /^All users have it since 2026-01-01 12:11:00/],
    [[canary(100), { stable: NEW }, { stable: OLD }], "Promotion undone", /since 2026-01-01 12:21:00 users have again/],
    [[canary(50), canary(0)], "Rolled back", /^It had passed at 50 % of users\.$/],
    [[canary(10), {}], "Removed", /^It had passed at 10 %/],
    [[canary(10)], "Under way at 10 %", /^It had passed at 10 %/],
    [[canary(10, { result: "failed" })], "Stopped, 0 % has passed", /^No share of users has passed\.$/],
  ])("%# is told in a few words", (told, badge, sentence) => {
    const report = reportOn(history(...told));
    expect(verdictOnRelease(report).text).toBe(badge);
    expect(explanation(report)).toMatch(sentence);
    expect(textOf(report)).toContain(badge);
  });

  it("names what replaced it", () => {
    const updates = history(canary(10), canary(0, { canary: OTHER }));
    const [first] = [reportOn(updates.slice(0, 1))];
    expect(verdictOnRelease({ ...first!, outcome: { kind: "replaced", at: minute(10), by: OTHER } }).text).toContain(
      "another canary",
    );
  });

  it("gives the check that a gate refused it for", () => {
    expect(explanation(REPORT)).toBe(
      "No share of users has passed. The SLO gate said fail: error rate of automation-service-3.0.1-abc: fail 12.5 % " +
        "(allowed: < 1 %) over 400 requests beside 3600 of stable, between 8 % and 20 %, e-value 1780 (fails at 600); requests failed in every poll.",
    );
  });
});
