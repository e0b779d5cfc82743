import { expect, it } from "vitest";
import { Document } from "../test/document.ts";
import { ALERT_NAMES } from "./alert.ts";
import { anchorOf, RUNBOOK, runbookHeading, runbookUrl } from "./runbook.ts";

it("the runbook has one heading for each alert, and none for an alert that there is not", () => {
  const headings = new Document("RELEASE_RUNBOOK.md").headings(3).filter((heading) => heading.startsWith("Alert: "));
  expect(headings.toSorted()).toEqual(ALERT_NAMES.map(runbookHeading).toSorted());
});

it.each(ALERT_NAMES)("the link of %s leads to a heading of the runbook", (name) => {
  const anchors = new Document("RELEASE_RUNBOOK.md").headings().map((heading) => `${RUNBOOK}#${anchorOf(heading)}`);
  expect(anchors).toContain(runbookUrl(name));
});
