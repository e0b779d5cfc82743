import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPONENTS } from "../component.ts";
import { CHANGELOG, RELEASE } from "../test/changelogs.ts";
import { type Release, SECTION_TITLES } from "./changelog.ts";
import { parseChangelog } from "./parse.ts";
import { renderRelease } from "./render.ts";

describe("a changelog", () => {
  it("has releases with title, version, date, summary, components and sections", () => {
    const { releases } = parseChangelog(CHANGELOG);
    expect(releases[0]).toEqual(RELEASE);
    expect(releases.map(({ title, version, date }) => [title, version, date])).toEqual([
      ["Walking Skeleton v1.1.0", "1.1.0", "2026-11-24"],
      ["Walking Skeleton v1.0.0", "1.0.0", "2026-11-23"],
      ["3.0.0", "3.0.0", "2026-11-23"],
    ]);
    expect(releases[2]).toMatchObject({ components: { "ai-pipeline": "1.0.0-newidea" }, sections: [] });
  });

  it("may have Windows' line ends and link definitions for its headings", () => {
    const windows = CHANGELOG.replaceAll("\n", "\r\n");
    const linked = `${CHANGELOG}[Unreleased]: https://a\n[Walking Skeleton v1.1.0]: https://b\n[3.0.0]: https://c\n`;
    expect(parseChangelog(windows)).toEqual(parseChangelog(CHANGELOG));
    expect(parseChangelog(linked)).toEqual(parseChangelog(CHANGELOG));
  });

  it("may have no release yet", () => {
    expect(parseChangelog("# Changelog\n\n## [Unreleased]\n")).toEqual({ releases: [] });
  });
});

describe("a broken changelog is refused with its line", () => {
  const unreleased = "## [Unreleased]\n";
  const heading = "## [Walking Skeleton v1.1.0] - 2026-11-24";
  const gates = "- Gates";
  it.each([
    ["no title", "# Changelog", "Changelog", 1, "does not begin with its title"],
    ["a title of level 2", "# Changelog", "## Changelog", 1, "does not begin with its title"],
    ["a section before any release", unreleased, "### Added\n", 5, "a heading of level 3 stands before any release"],
    ["a release of level 1", heading, heading.slice(1), 7, "a heading of level 1 stands in an entry"],
    ["a release of level 3", heading, `#${heading}`, 7, 'no section "[Walking Skeleton v1.1.0] - 2026-11-24"'],
    ["a section of level 4", "### Fixed", "#### Fixed", 27, "a heading of level 4 stands in an entry"],
    ["no date", heading, "## [Walking Skeleton v1.1.0]", 7, "[Walking Skeleton v1.1.0] has no date"],
    ["a date of another form", "2026-11-24", "24.11.2026", 7, 'is "24.11.2026"; allowed: YYYY-MM-DD'],
    ["a date that is none", "2026-11-24", "2026-02-30", 7, 'is "2026-02-30"'],
    ["a month that is none", "2026-11-24", "2026-13-01", 7, 'is "2026-13-01"'],
    ["no brackets", "## [3.0.0]", "## 3.0.0", 39, '"3.0.0 - 2026-11-23" is not the heading of an entry'],
    ["another name", "[Walking Skeleton v1.1.0]", "[Walking Skelton v1.1.0]", 7, "is not the heading of an entry"],
    ["a version of two numbers", "[3.0.0]", "[3.0]", 39, "is not the heading of an entry"],
    ["a pre-release", "[3.0.0]", "[3.0.0-rc.1]", 39, "is not the heading of an entry"],
    ["a release twice", "v1.0.0] - 2026-11-23", "v1.1.0] - 2026-11-23", 31, "[Walking Skeleton v1.1.0] is there twice"],
    ["a newer one below", "v1.0.0] - 2026-11-23", "v1.0.0] - 2026-11-25", 31, "stands below [Walking Skeleton v1.1.0]"],
    ["Unreleased further down", "## [3.0.0] - 2026-11-23", unreleased, 39, "[Unreleased] is not the first entry"],
    ["no summary", "The pipeline.\n", "", 39, "[3.0.0] has no summary"],
    ["a list for a summary", "The pipeline.", "- The pipeline.", 41, "this is a bullet list"],
    [
      "a section that is unknown",
      "### Fixed",
      "### Fixes",
      27,
      'there is no section "Fixes"; allowed: Components, Added',
    ],
    ["a section twice", "### Fixed", "### Added", 27, "the section Added is there twice"],
    ["a section without items", `${gates}\n`, `${gates}\n\n### Changed\n`, 27, "the section Changed has no items"],
    ["prose in a section", gates, "\nGates", 26, 'Markdown of the kind "paragraph"'],
    ["a numbered list", "- **automation-service**: Trace", "1. Trace", 29, "this is a numbered list"],
    ["code in an item", gates, `${gates}\n\n      code`, 27, "an item is one paragraph"],
    ["a list in an item", gates, `${gates}\n  - smoke`, 26, "an item is one paragraph"],
    ["an item that is empty", gates, "-", 25, "an item is one paragraph"],
    [
      "a component that is unknown",
      "**frontend**: Exec",
      "**fronted**: Exec",
      24,
      '"fronted"; components: automation-service',
    ],
    ["a component without its colon", "**frontend**: Exec", "**frontend** Exec", 24, "bold at the beginning"],
    ["a colon in bold", "**frontend**: Exec", "**frontend:** Exec", 24, 'this is "frontend:"'],
    ["an item of a component that says nothing", "**frontend**: Exec Sandbox", "**frontend**:", 24, "says nothing"],
    ["a version that is none", "frontend**: 1.1.0", "frontend**: 1.1", 18, '"1.1" is not a version'],
    ["a version with build metadata", "frontend**: 1.1.0", "frontend**: 1.1.0+5", 18, '"1.1.0+5" is not a version'],
    ["a version of nothing", "**frontend**: 1.1.0", "1.1.0", 18, '"1.1.0" is not a version'],
    ["a component twice", "**ai-pipeline**: 1.1.0", "**frontend**: 1.0.0", 18, "frontend is there twice"],
    ["no component", "- **ai-pipeline**: 1.0.0-newidea\n", "", 43, "the section Components names none"],
    [
      "items of a component without a version",
      "- **frontend**: 1.1.0\n",
      "",
      7,
      "has items of frontend and no version",
    ],
  ])("%s", (_, sound, changed, line, complaint) => {
    expect(CHANGELOG).toContain(sound);
    const broken = () => parseChangelog(CHANGELOG.replace(sound, changed));
    expect(broken).toThrow(`TAG002: CHANGELOG.md, line ${line}: `);
    expect(broken).toThrow(complaint);
  });

  it("an empty file", () => {
    expect(() => parseChangelog("")).toThrow("TAG002: CHANGELOG.md, line 1: the file does not begin with its title");
  });
});

const number = fc.nat({ max: 99 });
const version = fc.tuple(number, number, number).map((numbers) => numbers.join("."));
const word = fc.oneof(
  fc.stringMatching(/^[A-Za-z][a-zäöü0-9,.]{0,8}$/),
  fc.constantFrom(
    "`/ai/execute`",
    "10 %",
    "→",
    '"and"',
    "**bold**",
    "[link](https://a.b)",
    "don't",
    "<",
    "&",
    "2 * 3",
    "#5",
  ),
);
// Words after the first may be anything; a first one must not begin a list, a heading or a component.
const text = fc
  .tuple(fc.stringMatching(/^[A-Z][a-z]{0,6}$/), fc.array(word, { maxLength: 8 }))
  .map(([first, others]) => [first, ...others].join(" "));
const components = fc
  .record(Object.fromEntries(COMPONENTS.map((name) => [name, version])), { requiredKeys: [] })
  .map((versions): Release["components"] => versions);

function sectionsFor(named: Release["components"]) {
  const component = fc.constantFrom(null, ...COMPONENTS.filter((name) => named[name] !== undefined));
  const items = fc.array(fc.record({ component, text }), { minLength: 1, maxLength: 4 });
  return fc
    .subarray([...SECTION_TITLES])
    .chain((titles) => fc.tuple(...titles.map((title) => items.map((some) => ({ title, items: some })))));
}

const release: fc.Arbitrary<Release> = fc
  .record({
    version,
    walking: fc.boolean(),
    date: fc.date({ min: new Date("1970-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
    summary: fc.array(text, { minLength: 1, maxLength: 3 }),
    components,
  })
  .chain(({ version, walking, date, ...rest }) =>
    sectionsFor(rest.components).map((sections) => ({
      title: walking ? `Walking Skeleton v${version}` : version,
      version,
      date: date.toISOString().slice(0, 10),
      ...rest,
      sections,
    })),
  );

const releases = fc
  .uniqueArray(release, { selector: ({ title }) => title, maxLength: 4 })
  .map((some) => some.toSorted((left, right) => right.date.localeCompare(left.date)));

it("reads what is rendered as it was", () => {
  fc.assert(
    fc.property(releases, (some) => {
      const markdown = ["# Changelog", "## [Unreleased]", ...some.map(renderRelease)].join("\n\n");
      expect(parseChangelog(markdown)).toEqual({ releases: some });
    }),
  );
});
