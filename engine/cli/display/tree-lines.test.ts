import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import type { EngineEvent } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import { ANSI, PLAIN } from "./palette.ts";
import { ResourceRows } from "./resource-rows.ts";
import { begins, ends, fails, STACK, says, stepOf, urnOf } from "./testing/events.ts";
import { type TreeView, treeLines } from "./tree-lines.ts";

const PHASE = urnOf("release:Phase", "five-percent");
const BAKE = urnOf("release:Phase$release:Gate", "bake");
const SHIFT = urnOf("release:Phase$release:Shift", "shift");
const WORKLOAD = urnOf("release:Workload", "api");

const view: TreeView = {
  preview: false,
  showSames: false,
  palette: PLAIN,
  announcements: [],
  now: 0,
  over: false,
  width: 80,
  height: 24,
};

/** Events a second apart, the first at 0. */
function rowsAfter(events: readonly EngineEvent[], { showSames = false } = {}): ResourceRows {
  const rows = new ResourceRows({ project: "p", stack: "dev", showSames });
  for (const [index, event] of events.entries()) {
    rows.apply(event, index * 1000);
  }
  return rows;
}

function drawn(events: readonly EngineEvent[], more: Partial<TreeView> = {}): string {
  return `\n${treeLines(rowsAfter(events, more), { ...view, now: events.length * 1000, ...more }).join("\n")}`;
}

const result: DeploymentResult = { result: "succeeded", changes: {}, outputs: {}, durationSeconds: 0 };

const underway: readonly EngineEvent[] = [
  begins(stepOf("same", STACK)),
  begins(stepOf("same", PHASE, STACK, false)),
  ends(stepOf("same", PHASE, STACK, false)),
  begins(stepOf("create", WORKLOAD)),
  ends(stepOf("create", WORKLOAD)),
  begins(stepOf("update", SHIFT, PHASE)),
  begins(stepOf("create", BAKE, PHASE)),
  says(BAKE, "p99 = 120 ms of 200 ms\nsecond line"),
  says(STACK, "program says hello"),
];

describe("the tree of a deployment", () => {
  it("shows what is under way below its parents, for how long, and what it says", () => {
    expect(drawn(underway)).toMatchInlineSnapshot(`
      "
           Type                 Name          Status               Info
           pulumi:pulumi:Stack  p-dev         running.             program says hello
       +   ├─ release:Workload  api           created (1s)
           └─ release:Phase     five-percent
       ~      ├─ release:Shift  shift         updating (4s)
       +      └─ release:Gate   bake          creating (3s)...     p99 = 120 ms of 20

      Resources:
          1 unchanged"
    `);
    expect(drawn(underway, { now: 70_500 })).toContain("creating (64s)      p99 = 120 ms");
  });

  it("says below the tree what is said, where there is no room beside it", () => {
    expect(drawn(underway, { width: 64 })).toMatchInlineSnapshot(`
      "
           Type         Name          Status
           Stack        p-dev         running.
       +   ├─ Workload  api           created (1s)
           └─ Phase     five-percent
       ~      ├─ Shift  shift         updating (4s)
       +      └─ Gate   bake          creating (3s)...

      Resources:
          1 unchanged

        program says hello
        bake: p99 = 120 ms of 200 ms"
    `);
    for (const line of drawn(underway, { width: 40 }).split("\n")) expect(stringWidth(line)).toBeLessThan(40);
    // What is said does not push what is under way off a low terminal.
    expect(drawn(underway, { width: 64, height: 9 })).toContain("creating (3s)");
  });

  it("shows at the end what became of each, and how much was said", () => {
    const events = [...underway, ends(stepOf("update", SHIFT, PHASE)), ends(stepOf("create", BAKE, PHASE))];
    expect(drawn(events, { over: true })).toMatchInlineSnapshot(`
      "
           Type                 Name          Status           Info
           pulumi:pulumi:Stack  p-dev                          1 message
       +   ├─ release:Workload  api           created (1s)
           └─ release:Phase     five-percent
       ~      ├─ release:Shift  shift         updated (4s)
       +      └─ release:Gate   bake          created (4s)     1 message"
    `);
  });

  it("shows a failure as soon as it is known, and what was never heard of again", () => {
    const events = [
      ...underway,
      says(SHIFT, "the canary serves errors\nsee its log", "error"),
      says(SHIFT, "cleaning up"),
      fails(stepOf("update", SHIFT, PHASE)),
    ];
    expect(drawn(events, { width: 100 })).toContain("**updating failed**     error: the canary serves errors");
    const rows = rowsAfter(events);
    rows.finish({ ...result, result: "failed" }, false);
    expect(`\n${treeLines(rows, { ...view, over: true }).join("\n")}`).toMatchInlineSnapshot(`
      "
           Type                 Name          Status                     Info
           pulumi:pulumi:Stack  p-dev         **failed**                 1 message
       +   ├─ release:Workload  api           created (1s)
           └─ release:Phase     five-percent
       ~      ├─ release:Shift  shift         **updating failed**        1 error; 1 m
       +      └─ release:Gate   bake          creating (interrupted)     1 message"
    `);
  });

  it("shows a preview as a plan, replacements as one", () => {
    const events = [
      begins(stepOf("create", STACK)),
      begins(stepOf("create-replacement", SHIFT)),
      ends(stepOf("create-replacement", SHIFT)),
      begins(stepOf("create", BAKE)),
    ];
    expect(drawn(events, { preview: true })).toMatchInlineSnapshot(`
      "
           Type                 Name   Plan
       +   pulumi:pulumi:Stack  p-dev  create
       +-  ├─ release:Shift     shift  replace
       +   └─ release:Gate      bake   create."
    `);
  });

  it("shows the parts of a replacement while they happen, and as they are after a failure", () => {
    const events = [
      begins(stepOf("same", STACK)),
      begins(stepOf("create-replacement", SHIFT)),
      ends(stepOf("create-replacement", SHIFT)),
      ends(stepOf("replace", SHIFT)),
      begins(stepOf("delete-replaced", SHIFT)),
    ];
    expect(drawn(events)).toContain(" --  └─ release:Shift     shift  deleting original (1s).");
    const deleted = [...events, ends(stepOf("delete-replaced", SHIFT))];
    expect(drawn(deleted, { over: true })).toContain(" +-  └─ release:Shift     shift  replaced (1s)");
    const failed = [...events, fails(stepOf("delete-replaced", SHIFT))];
    expect(drawn(failed, { over: true })).toContain(" --  └─ release:Shift     shift  **deleting original failed**");
  });

  it("places what is deleted below parents that it has not heard of yet", () => {
    const events = [begins(stepOf("delete", BAKE, PHASE)), ends(stepOf("delete", BAKE, PHASE))];
    expect(drawn([...events, begins(stepOf("delete", PHASE, STACK, false))])).toMatchInlineSnapshot(`
      "
           Type                 Name          Status
           pulumi:pulumi:Stack  p-dev         running
       -   └─ release:Phase     five-percent  deleting (1s).
       -      └─ release:Gate   bake          deleted (1s)"
    `);
    expect(drawn(events.slice(0, 1))).toMatchInlineSnapshot(`
      "
           Type                 Name          Status
           pulumi:pulumi:Stack  p-dev         running
           └─ release:Phase     five-percent
       -      └─ release:Gate   bake          deleting (1s)."
    `);
  });

  it("shows what a refresh came to, reads in passing, and what stays where that is asked for", () => {
    const refreshed = [begins(stepOf("refresh", SHIFT)), ends(stepOf("update", SHIFT))];
    const same = [begins(stepOf("refresh", BAKE)), ends(stepOf("same", BAKE))];
    const read = begins(stepOf("read", urnOf("release:Gate", "known")));
    const workload = [begins(stepOf("same", WORKLOAD)), ends(stepOf("same", WORKLOAD))];
    const events = [begins(stepOf("same", STACK)), read, ...refreshed, ...same, ...workload];
    expect(drawn(events)).toMatchInlineSnapshot(`
      "
           Type                 Name   Status           Info
           pulumi:pulumi:Stack  p-dev  running          read release:Gate known
       ~   ├─ release:Shift     shift  updated (1s)
           └─ release:Gate      bake

      Resources:
          2 unchanged"
    `);
    expect(drawn(events, { showSames: true })).toMatch(/├─ release:Gate +bake *\n +└─ release:Workload +api$/);
  });

  it("shows what was said to whoever sits there", () => {
    const announcements = ["^C received; cancelling."];
    expect(drawn(underway.slice(0, 1), { announcements })).toMatch(
      /running\.\n\nSystem Messages\n {2}\^C received; cancelling\.$/,
    );
  });

  it("is nothing before anything has happened", () => {
    expect(treeLines(rowsAfter([]), view)).toEqual([]);
  });

  it("has colours only where it may", () => {
    expect(drawn(underway)).not.toContain("\u001b");
    const coloured = drawn(underway, { palette: ANSI });
    expect(coloured).toContain("\u001b[1;32mcreating (3s)\u001b[0m");
    expect(stripVTControlCharacters(coloured)).toBe(drawn(underway));
  });
});

describe("the tree in a terminal of its size", () => {
  const widths = (text: string) => text.split("\n").map((line) => stringWidth(line));

  it.each([1, 5, 20, 41, 60])("is never wider than %d columns", (width) => {
    const events = [
      ...underway,
      begins(stepOf("create", urnOf("release:Gate", "品質ゲート"))),
      says(STACK, "測定 ".repeat(40)),
    ];
    const announcements = ["long ".repeat(30)];
    for (const over of [false, true]) {
      const lines = drawn(events, { width, palette: ANSI, announcements, over });
      expect(Math.max(...widths(lines))).toBeLessThan(width);
    }
    expect(Math.max(...widths(drawn(events, { width: 200 })))).toBeGreaterThan(60);
  });

  it("keeps columns apart from what would move the cursor", () => {
    const events = [...underway, says(BAKE, "50 %\r100 %\tdone\u0007\r\n")];
    expect(drawn(events)).toContain("50 % 100 % done");
  });

  const names = Array.from({ length: 30 }, (_, index) => urnOf("release:Gate", `gate-${index}`));
  const many = [
    begins(stepOf("same", STACK)),
    begins(stepOf("create", PHASE, STACK, false)),
    ...names.map((urn) => begins(stepOf("create", urn, PHASE))),
    ...names.slice(3, 28).map((urn) => ends(stepOf("create", urn, PHASE))),
    begins(stepOf("same", WORKLOAD)),
    ends(stepOf("same", WORKLOAD)),
  ];

  it("keeps in sight what is under way where it is too high", () => {
    expect(drawn(many, { height: 14 })).toMatchInlineSnapshot(`
      "
           Type                 Name          Status
           pulumi:pulumi:Stack  p-dev         running...
       +   └─ release:Phase     five-percent  creating (58s)..
       +      ├─ release:Gate   gate-0        creating (57s).
       +      ├─ release:Gate   gate-1        creating (56s)
       +      ├─ release:Gate   gate-2        creating (55s)...
       +      ├─ release:Gate   gate-27       created (27s)
       +      ├─ release:Gate   gate-28       creating (29s).
       +      └─ release:Gate   gate-29       creating (28s)
           … 24 more

      Resources:
          1 unchanged"
    `);
  });

  it.each([1, 2, 3, 5, 8, 14, 24, 37, 38, 39, 40])("is lower than %d lines until the end", (height) => {
    const announcements = ["^C received; cancelling.", "Note that …"];
    const now = many.length * 1000;
    expect(treeLines(rowsAfter(many), { ...view, now, height, announcements }).length).toBeLessThan(height);
    expect(treeLines(rowsAfter(many), { ...view, now, height, over: true })).toHaveLength(33);
  });
});
