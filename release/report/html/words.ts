import type { TrackConfig } from "../../../components/config/schema.ts";
import { SERVICES } from "../../../components/services.ts";
import type { Outcome as GateOutcome } from "../../../gates/verdict.ts";

/** "2026-11-26 04:06:02". @param at ms since 1970 */
export function moment(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** "04:06:02". @param at ms since 1970 */
export function clock(at: number): string {
  return moment(at).slice(11);
}

/** "45 s", "6 min 5 s", "1 h 20 min", "2 d 3 h". @param ms below 0 counts as 0 */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const units = [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ] as const;
  const at = units.findIndex(([, size]) => seconds >= size);
  if (at === -1) return "0 s";
  let rest = seconds;
  const parts = units.slice(at, at + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? "" : `${count} ${unit}`;
  });
  return parts.filter((part) => part !== "").join(" ");
}

/** "0.25 %": three digits that count. @param share 0 to 1 */
export function percentage(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** "0.62 s". */
export function seconds(value: number): string {
  return `${Number(value.toPrecision(3))} s`;
}

/** What a release changes: by component, and the flag. */
export function differences(stable: TrackConfig, canary: TrackConfig): { name: string; from: string; to: string }[] {
  const flag = ({ bypassLlm }: TrackConfig) => (bypassLlm ? "on" : "off");
  return [
    ...SERVICES.map(({ key, name }) => ({ name, from: stable[key], to: canary[key] })),
    { name: "FEATURE_BYPASS_LLM", from: flag(stable), to: flag(canary) },
  ];
}

/** A verdict's mark, and how it looks. */
export const MARKS: Readonly<Record<GateOutcome, { readonly mark: string; readonly tone: Tone }>> = {
  pass: { mark: "✓", tone: "good" },
  fail: { mark: "✗", tone: "bad" },
  inconclusive: { mark: "?", tone: "unsure" },
  error: { mark: "!", tone: "bad" },
};

export type Tone = "good" | "bad" | "unsure" | "plain";

const GATES: Readonly<Record<string, string>> = { smoke: "Smoke", frontend: "Frontend", bake: "Bake", slo: "SLO" };

/** "SLO gate". */
export function gateName(gate: string): string {
  return `${GATES[gate] ?? gate} gate`;
}

/** "3.0.1, 1.1.0, 1.1.0, bypass on". */
export function describeTrack(track: TrackConfig): string {
  return `${SERVICES.map(({ key }) => track[key]).join(", ")}, bypass ${track.bypassLlm ? "on" : "off"}`;
}
