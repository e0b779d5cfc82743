import { sameData } from "../../gates/subject.ts";
import { askedSplit, type Exposure, type RevisionSet, type Split } from "../exposure.ts";
import type { Weights } from "../split.ts";
import type { Rise } from "./moves.ts";

/** What a preview can know of the move: what state holds and what config asks. */
export interface PlannedMove {
  readonly before:
    | {
        readonly exposure: Exposure;
        readonly targets: Readonly<Record<string, unknown>>;
        readonly previous?: RevisionSet;
      }
    | undefined;
  readonly after: { readonly exposure: Exposure; readonly targets: Readonly<Record<string, unknown>> };
  readonly slo: { readonly windowSeconds: number };
}

/** The one line of a preview: which traffic will move, and which gates will run. Undefined when nothing moves. */
export function describeMove({ before, after, slo }: PlannedMove): string | undefined {
  const old = before ? askedSplit(before.exposure) : {};
  const asked = askedSplit(after.exposure);
  const fresh = Object.keys(after.targets).filter((revision) => !(before && revision in before.targets));
  const changed = Object.keys(asked).filter((service) => !sameWeights(old[service] ?? {}, asked[service] ?? {}));
  if (before && fresh.length === 0 && sameData(before.exposure, after.exposure)) return undefined;
  const gates = gatesOf({ before, after, slo }, old, asked, fresh.length > 0);
  const [from, to] = [ratio(before?.exposure), ratio(after.exposure)];
  const move = from === to ? detail(old, asked, changed) : `${from} → ${to}`;
  const traffic = changed.length === 0 ? "traffic stays" : `traffic ${move}`;
  return `${traffic}; gates: ${gates.length === 0 ? "none (nothing is newly exposed)" : gates.join(", ")}`;
}

function gatesOf({ before, after, slo }: PlannedMove, old: Split, asked: Split, fresh: boolean): string[] {
  const beforeTraffic = fresh ? ["smoke", "frontend"] : [];
  if (!before) return beforeTraffic;
  const comesBack = (service: string, revision: string) =>
    before.exposure.stable[service] === revision || before.previous?.[service] === revision;
  const rises = Object.entries(asked).some(([service, weights]) =>
    Object.entries(weights).some(
      ([revision, weight]) => weight > (old[service]?.[revision] ?? 0) && !comesBack(service, revision),
    ),
  );
  return rises && after.exposure.percent >= 0
    ? [...beforeTraffic, "bake", `SLO ${duration(slo.windowSeconds)}`]
    : beforeTraffic;
}

/** "90/10": stable and canary, as people write a split. */
function ratio(exposure: Exposure | undefined): string {
  if (!exposure) return "nobody";
  return exposure.canary ? `${100 - exposure.percent}/${exposure.percent}` : "100/0";
}

/** Whose traffic moves, where the percentages alone do not tell: one service as the example, the others counted. */
function detail(old: Split, asked: Split, services: readonly string[]): string {
  const [first, ...others] = services;
  if (first === undefined) return "";
  const move = `${describeWeights(old[first] ?? {})} → ${describeWeights(asked[first] ?? {})}`;
  return `${move}${others.length > 0 ? ` (and so for ${others.length} more services)` : ""}`;
}

/** Who has which share: "automation-service-3.0.0-a1b2c3 90 % + … 10 %". */
export function describeWeights(weights: Weights): string {
  const parts = Object.entries(weights).filter(([, weight]) => weight > 0);
  return parts.length === 0
    ? "nobody"
    : parts.map(([revision, weight]) => `${revision} ${Math.round(weight)} %`).join(" + ");
}

export function describeSplit(split: Split): string {
  return Object.values(split).map(describeWeights).join("; ") || "nobody";
}

export function describeRises(rises: readonly Rise[]): string {
  return rises.map(({ revision, from, to }) => `${revision} ${from} % → ${to} %`).join(", ");
}

/** Seconds for people: "8 s", "10 min". */
export function duration(seconds: number): string {
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function sameWeights(a: Weights, b: Weights): boolean {
  const revisions = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...revisions].every((revision) => (a[revision] ?? 0) === (b[revision] ?? 0));
}
