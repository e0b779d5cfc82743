import fs from "node:fs";
import { parse } from "yaml";
import type { BakeSettings, Phase } from "../../gates/bake/decide.ts";
import type { SloSettings } from "../../traffic/shift/inputs.ts";
import { TRAFFIC_SHIFT } from "../resource-types.ts";
import type { Shown } from "./judge.ts";

interface ProjectFile {
  readonly config: {
    readonly phases: { readonly default: readonly Phase[] };
    readonly gates: { readonly default: { readonly bake: BakeSettings; readonly slo: SloSettings } };
  };
}

const { config }: ProjectFile = parse(fs.readFileSync(new URL("../../Pulumi.yaml", import.meta.url), "utf8"));

/** Settings of a TrafficShift as the defaults of Pulumi.yaml have them. */
export const DEFAULTS = {
  phases: config.phases.default,
  bake: config.gates.default.bake,
  slo: config.gates.default.slo,
} as const;

/** A TrafficShift with the defaults of Pulumi.yaml but for what is given. */
export function shift(props: Readonly<Record<string, unknown>>): Shown {
  return { type: TRAFFIC_SHIFT, name: "traffic-shift", props: { ...DEFAULTS, ...props } };
}
