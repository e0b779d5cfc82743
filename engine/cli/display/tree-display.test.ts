import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DeploymentResult } from "../../deployment/request.ts";
import type { LiveRegion } from "../live-region.ts";
import type { DisplayOptions } from "./display.ts";
import { PLAIN } from "./palette.ts";
import { begins, ends, STACK, says, stepOf, urnOf } from "./testing/events.ts";
import { TreeDisplay } from "./tree-display.ts";

const GATE = urnOf("release:Gate", "bake");

const options: DisplayOptions = {
  project: "p",
  stack: "dev",
  preview: false,
  suppressOutputs: false,
  showSames: false,
  palette: PLAIN,
};

const succeeded: DeploymentResult = { result: "succeeded", changes: { create: 1 }, outputs: {}, durationSeconds: 2.2 };

/** A terminal that keeps what is drawn, and what is printed below. */
class FakeScreen {
  readonly drawings: (readonly string[])[] = [];
  readonly printed: string[] = [];
  closed = false;
  height = 24;
  resized: () => void = () => undefined;

  readonly region: LiveRegion;

  constructor() {
    const screen = this;
    this.region = {
      width: 80,
      get height() {
        return screen.height;
      },
      draw: (lines) => screen.drawings.push(lines),
      onResize: (listener) => {
        screen.resized = listener;
      },
      close: () => {
        screen.closed = true;
      },
    };
  }

  print(line: string): void {
    expect(this.closed).toBe(true);
    this.printed.push(line);
  }
}

let screen: FakeScreen;
let display: TreeDisplay;

beforeEach(() => {
  vi.useFakeTimers();
  screen = new FakeScreen();
  display = new TreeDisplay(options, screen.region, (line) => screen.print(line));
});

afterEach(() => {
  vi.useRealTimers();
});

it("draws at most every 67 ms however much happens, and each second while nothing does", () => {
  display.show(begins(stepOf("same", STACK)));
  display.show(begins(stepOf("create", GATE)));
  for (let measured = 0; measured < 1000; measured++) {
    display.show(says(GATE, `measured ${measured} times`));
    vi.advanceTimersByTime(1);
  }
  expect(screen.drawings.length).toBeGreaterThan(10);
  expect(screen.drawings.length).toBeLessThanOrEqual(16);
  vi.advanceTimersByTime(100);
  expect(screen.drawings.at(-1)?.join("\n")).toContain("creating (1s).     measured 999 times");
  const before = screen.drawings.length;
  vi.advanceTimersByTime(5000);
  expect(screen.drawings.length - before).toBe(5);
  expect(screen.drawings.at(-1)?.join("\n")).toContain("creating (6s)");
});

it("is drawn anew when the terminal gets another size", () => {
  display.show(begins(stepOf("same", STACK)));
  vi.advanceTimersByTime(100);
  screen.height = 2;
  screen.resized();
  vi.advanceTimersByTime(100);
  expect(screen.drawings.map(({ length }) => length)).toEqual([2, 1]);
});

it("closes with the last tree in front of the report, and draws nothing more", () => {
  display.show(begins(stepOf("create", GATE)));
  display.announce("^C received; cancelling.");
  display.show(ends(stepOf("create", GATE)));
  display.end(succeeded);
  vi.advanceTimersByTime(5000);
  expect(screen.drawings).toEqual([]);
  expect(`\n${screen.printed.join("\n")}`).toMatchInlineSnapshot(`
    "
         Type                 Name   Status
         pulumi:pulumi:Stack  p-dev
     +   └─ release:Gate      bake   created (0.00s)

    System Messages
      ^C received; cancelling.

    Resources:
        + 1 created

    Duration: 3s
    "
  `);
});

it("leaves what is known of an operation that could not be carried out", () => {
  display.show(says(STACK, "no plugin 'x'", "error"));
  display.abandon();
  expect(`\n${screen.printed.join("\n")}`).toMatchInlineSnapshot(`
    "
         Type                 Name   Status         Info
         pulumi:pulumi:Stack  p-dev  **failed**     1 error

    Diagnostics:
      pulumi:pulumi:Stack (p-dev):
        error: no plugin 'x'
    "
  `);
  expect(vi.getTimerCount()).toBe(0);
});
