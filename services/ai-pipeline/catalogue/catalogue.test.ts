import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { TOOL_NAMES } from "../../types/tool-names.ts";
import { openCatalogue } from "./catalogue.ts";
import { matchExpression, termsOf } from "./match-expression.ts";
import { TOOLS } from "./tools.ts";

const catalogue = openCatalogue();
afterAll(() => catalogue.close());

describe("search", () => {
  it.each([
    ["restart nginx", "service-restart"],
    ["restarting a hung daemon", "service-restart"],
    ["the disk is full, what uses the space", "disk-usage"],
    ["when does our SSL certificate expire", "certificate-check"],
    ["roll the deployment back", "deployment-rollback"],
    ["kafka consumer lag", "queue-inspect"],
    ["resolve a domain", "dns-lookup"],
    ["ping a host", "network-ping"],
    ["is the path alive", "echo"],
    ["CVE", "package-audit"],
    ["out of memory kills", "memory-inspect"],
  ])("for %j puts %s first", (query, name) => {
    expect(catalogue.search(query, 5)[0]?.name).toBe(name);
  });

  it("ranks best first, at most k, and gives each tool as it is in the catalogue", () => {
    const found = catalogue.search("database backup restore", 3);
    expect(found).toHaveLength(3);
    const scores = found.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    for (const { name, category, description } of found) expect(TOOLS[name]).toMatchObject({ category, description });
  });

  it("finds every tool by its own name", () => {
    expect(catalogue.size()).toBe(TOOL_NAMES.length);
    for (const name of TOOL_NAMES) expect(catalogue.search(name, 1)[0]?.name).toBe(name);
  });

  it.each(["", "   ", "!?*", '"', "and a or", "xyzzy"])("finds nothing for %j", (query) => {
    expect(catalogue.search(query, 5)).toEqual([]);
  });
});

/** Text in which the syntax of FTS5 and SQL is frequent. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "'",
        "*",
        "^",
        "(",
        ")",
        "{",
        "}",
        ":",
        "-",
        "+",
        ";",
        "--",
        "\0",
        "\\",
        "%",
        "name:",
        "rank",
      ),
      fc.constantFrom(" AND ", " OR ", " NOT ", " NEAR(", ", 10)", " MATCH ", "tools", "DROP TABLE tools", "restart"),
      fc.string({ unit: "binary", maxLength: 10 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(""));

describe("whatever the query", () => {
  it("search never fails and leaves the catalogue as it is", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 20 }), (query, k) => {
        expect(catalogue.search(query, k).length).toBeLessThanOrEqual(k);
        expect(catalogue.size()).toBe(TOOL_NAMES.length);
      }),
      { numRuns: 1000 },
    );
  });

  it("the expression is words in quotes joined by OR, and nothing else", () => {
    fc.assert(
      fc.property(hostile, (query) => {
        const terms = termsOf(query);
        expect(terms.length).toBeLessThanOrEqual(32);
        if (terms.length > 0) expect(matchExpression(terms)).toMatch(/^"[\p{L}\p{N}]+"( OR "[\p{L}\p{N}]+")*$/u);
      }),
      { numRuns: 1000 },
    );
  });

  it("operators are words like any other", () => {
    const plain = catalogue.search("restart nginx", 5).map(({ name }) => name);
    expect(catalogue.search('"restart" AND NOT (nginx*)', 1)[0]?.name).toBe(plain[0]);
    expect(catalogue.search("description:restart", 1)[0]?.name).toBe(plain[0]);
  });
});
