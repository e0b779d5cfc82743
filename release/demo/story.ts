import type { Outcome } from "../../gates/verdict.ts";
import { type ReleaseName, START_FAILURE } from "./releases.ts";

/** What stack config asks for at a step, in the words of the story. */
export interface Asked {
  readonly stable: ReleaseName;
  readonly canary?: ReleaseName;
  readonly previous?: ReleaseName;
  readonly canaryPercent: number;
}

/** Points of 100 by release; whatever is not named has none. */
export type Shares = Readonly<Partial<Record<ReleaseName, number>>>;

export const GATES = ["smoke", "frontend", "bake", "slo"] as const;
export type Gate = (typeof GATES)[number];

/** What the design says of one step. Each of these is checked. */
export interface Expectation {
  readonly ends: { readonly kind: "well" } | { readonly kind: "fails"; readonly because: string };
  /** Gates that run and what they say. A gate that is not named must not run. */
  readonly gates: Readonly<Partial<Record<Gate, Outcome>>>;
  /** How traffic is split when the command has returned, and until the next one. */
  readonly stands: Shares;
  /** A split that stood while it was watched, and was taken back. */
  readonly tried?: Shares;
  /** Releases whose processes run on as they are. */
  readonly keeps?: readonly ReleaseName[];
  /** The release whose requests fail in this step, and only its. */
  readonly hurts?: ReleaseName;
  /** The release that traffic leaves: the seconds from the start of the command to its last request are measured. */
  readonly leaves?: ReleaseName;
}

export interface Step {
  readonly id: string;
  /** At most 20 characters, for the table. */
  readonly title: string;
  readonly command: "up" | "destroy";
  readonly asked: Asked;
  /** What the lab does to the canary just before the command. */
  readonly fault?: "canary hangs";
  /** How long things are left as they are after the command. */
  readonly holdSeconds: number;
  readonly expect: Expectation;
}

const WELL = { kind: "well" } as const;
const NO_GATE = {};
const ALL_GATES = { smoke: "pass", frontend: "pass", bake: "pass", slo: "pass" } as const;
/** The release has passed its gates before traffic already. */
const SHIFT_GATES = { bake: "pass", slo: "pass" } as const;
const ONLY_STEADY = { stable: "steady", canaryPercent: 0 } as const;

/** Long enough for a split to be seen, and for the shortest bake. */
const HOLD_SECONDS = 2;

/** The story of the demo, in order: every command that is run and what the design says about it. */
export const STORY: readonly Step[] = [
  {
    id: "1",
    title: "deploy stable",
    command: "up",
    asked: ONLY_STEADY,
    holdSeconds: HOLD_SECONDS,
    expect: { ends: WELL, gates: { smoke: "pass", frontend: "pass" }, stands: { steady: 100 } },
  },
  {
    id: "2",
    title: "canary 10 %",
    command: "up",
    asked: { stable: "steady", canary: "next", canaryPercent: 10 },
    holdSeconds: HOLD_SECONDS,
    expect: { ends: WELL, gates: ALL_GATES, stands: { steady: 90, next: 10 }, keeps: ["steady"] },
  },
  {
    id: "3",
    title: "canary 50 %",
    command: "up",
    asked: { stable: "steady", canary: "next", canaryPercent: 50 },
    holdSeconds: HOLD_SECONDS,
    expect: { ends: WELL, gates: SHIFT_GATES, stands: { steady: 50, next: 50 }, keeps: ["steady", "next"] },
  },
  {
    id: "4",
    title: "canary 100 %",
    command: "up",
    asked: { stable: "steady", canary: "next", canaryPercent: 100 },
    holdSeconds: HOLD_SECONDS,
    expect: { ends: WELL, gates: SHIFT_GATES, stands: { next: 100 }, keeps: ["steady", "next"] },
  },
  {
    id: "5",
    title: "promote",
    command: "up",
    asked: { stable: "next", previous: "steady", canaryPercent: 0 },
    holdSeconds: HOLD_SECONDS,
    expect: { ends: WELL, gates: NO_GATE, stands: { next: 100 }, keeps: ["steady", "next"] },
  },
  {
    id: "6",
    title: "undo the promotion",
    command: "up",
    asked: { stable: "steady", previous: "next", canaryPercent: 0 },
    holdSeconds: HOLD_SECONDS,
    expect: { ends: WELL, gates: NO_GATE, stands: { steady: 100 }, keeps: ["steady", "next"], leaves: "next" },
  },
  {
    id: "7a",
    title: "broken canary 10 %",
    command: "up",
    asked: { stable: "steady", canary: "broken", canaryPercent: 10 },
    holdSeconds: HOLD_SECONDS,
    expect: {
      ends: { kind: "fails", because: "GAT003: SLO gate fail: error rate" },
      gates: { smoke: "pass", frontend: "pass", bake: "pass", slo: "fail" },
      tried: { steady: 90, broken: 10 },
      hurts: "broken",
      stands: { steady: 100 },
      keeps: ["steady"],
    },
  },
  {
    id: "7b",
    title: "config put back",
    command: "up",
    asked: ONLY_STEADY,
    holdSeconds: 1,
    expect: { ends: WELL, gates: NO_GATE, stands: { steady: 100 }, keeps: ["steady"] },
  },
  {
    id: "8a",
    title: "canary 10 %",
    command: "up",
    asked: { stable: "steady", canary: "next", canaryPercent: 10 },
    holdSeconds: HOLD_SECONDS,
    expect: { ends: WELL, gates: ALL_GATES, stands: { steady: 90, next: 10 }, keeps: ["steady"] },
  },
  {
    id: "8b",
    title: "canary 50 %",
    command: "up",
    asked: { stable: "steady", canary: "next", canaryPercent: 50 },
    holdSeconds: HOLD_SECONDS,
    expect: { ends: WELL, gates: SHIFT_GATES, stands: { steady: 50, next: 50 }, keeps: ["steady", "next"] },
  },
  {
    id: "8c",
    title: "it hangs: roll back",
    command: "up",
    asked: ONLY_STEADY,
    fault: "canary hangs",
    holdSeconds: HOLD_SECONDS,
    expect: {
      ends: WELL,
      gates: NO_GATE,
      stands: { steady: 100 },
      keeps: ["steady"],
      hurts: "next",
      leaves: "next",
    },
  },
  {
    id: "9a",
    title: "canary 10 %",
    command: "up",
    asked: { stable: "steady", canary: "next", canaryPercent: 10 },
    holdSeconds: HOLD_SECONDS,
    expect: { ends: WELL, gates: ALL_GATES, stands: { steady: 90, next: 10 }, keeps: ["steady"] },
  },
  {
    id: "9b",
    title: "to 0, bad new canary",
    command: "up",
    asked: { stable: "steady", canary: "unstartable", canaryPercent: 0 },
    holdSeconds: HOLD_SECONDS,
    expect: {
      ends: { kind: "fails", because: START_FAILURE },
      gates: NO_GATE,
      stands: { steady: 100 },
      keeps: ["steady"],
      leaves: "next",
    },
  },
  {
    id: "9c",
    title: "config put right",
    command: "up",
    asked: ONLY_STEADY,
    holdSeconds: 1,
    expect: { ends: WELL, gates: NO_GATE, stands: { steady: 100 }, keeps: ["steady"] },
  },
  {
    id: "10",
    title: "destroy",
    command: "destroy",
    asked: ONLY_STEADY,
    holdSeconds: 0,
    expect: { ends: WELL, gates: NO_GATE, stands: {} },
  },
];
