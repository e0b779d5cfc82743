import type { ReleaseConfig } from "../../components/config/schema.ts";

/** What has passed last: the canary's share in percent, and since when it stands (ms since 1970). */
export interface Passed {
  readonly percent: number;
  readonly since: number;
}

/** What may be done next in a release. Times are ms since 1970. */
export type NextStep =
  /** No canary is in config. */
  | { readonly kind: "begin" }
  /** Config asks for something else than what has passed: the update was not run, or failed. */
  | { readonly kind: "update"; readonly from: number; readonly to: number }
  | { readonly kind: "advance"; readonly to: number; readonly earliest: number }
  | { readonly kind: "promote"; readonly earliest: number };

type Release = Pick<ReleaseConfig, "canary" | "canaryPercent" | "phases">;

/** The next step of the release that config describes, by the rules of the bake gate. Pure. */
export function nextStep({ canary, canaryPercent, phases }: Release, passed: Passed): NextStep {
  if (!canary) return { kind: "begin" };
  if (canaryPercent !== passed.percent) return { kind: "update", from: passed.percent, to: canaryPercent };
  const earliest = bakesUntil({ phases }, passed);
  const next = ascending(phases).find(({ percent }) => percent > passed.percent);
  return next === undefined ? { kind: "promote", earliest } : { kind: "advance", to: next.percent, earliest };
}

/** A step that is still to come, and when at the earliest it may begin. */
export interface PlannedStep {
  readonly step: { readonly kind: "advance"; readonly to: number } | { readonly kind: "promote" };
  /** Ms since 1970; later ones hold if each step before begins as early as it may. */
  readonly earliest: number;
  /** What decides it, in the order in which it is asked. */
  readonly gates: readonly string[];
}

/**
 * The steps from where the release stands to its promotion, each as early as the bake gate allows. Pure.
 *
 * @param watchSeconds the SLO gate's window, which each advance is watched for before its own bake begins to count.
 * @param now ms since 1970
 */
export function remainingSteps(release: Release, passed: Passed, watchSeconds: number, now: number): PlannedStep[] {
  const { canary, phases } = release;
  if (!canary) return [];
  const steps: PlannedStep[] = [];
  let [percent, ready] = [passed.percent, Math.max(now, passed.since + bakeMs(phases, passed.percent))];
  for (const phase of ascending(phases).filter((candidate) => candidate.percent > passed.percent)) {
    const first = percent === 0 ? ["smoke", "frontend"] : [];
    steps.push({ step: { kind: "advance", to: phase.percent }, earliest: ready, gates: [...first, "bake", "SLO"] });
    ready += (watchSeconds + phase.bakeSeconds) * 1000;
    percent = phase.percent;
  }
  return [...steps, { step: { kind: "promote" }, earliest: ready, gates: [] }];
}

/** Up to when what has passed must be kept before more may be given, in ms since 1970. Pure. */
export function bakesUntil({ phases }: Pick<Release, "phases">, { percent, since }: Passed): number {
  return since + bakeMs(phases, percent);
}

function bakeMs(phases: Release["phases"], percent: number): number {
  return (phases.find((phase) => phase.percent === percent)?.bakeSeconds ?? 0) * 1000;
}

function ascending(phases: Release["phases"]): Release["phases"] {
  return phases.toSorted((a, b) => a.percent - b.percent);
}
