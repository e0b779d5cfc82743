import fs from "node:fs";
import { parse } from "yaml";
import type { BakeSettings, Phase } from "../../gates/bake/decide.ts";
import type { SloSettings } from "../../traffic/shift/inputs.ts";
import { TRAFFIC_SHIFT } from "../resource-types.ts";
import type { Shown } from "./judge.ts";

interface GateSettings {
  readonly smoke: { readonly pings: number };
  readonly bake: BakeSettings;
  readonly slo: SloSettings;
}

interface ProjectFile {
  readonly config: {
    readonly phases: { readonly default: readonly Phase[] };
    readonly gates: { readonly default: GateSettings };
  };
}

const { config }: ProjectFile = parse(fs.readFileSync(new URL("../../Pulumi.yaml", import.meta.url), "utf8"));

/** Settings of the gates as the defaults of Pulumi.yaml have them. */
export const DEFAULTS = {
  phases: config.phases.default,
  ...config.gates.default,
} as const;

const { phases, bake, slo } = DEFAULTS;

/** A TrafficShift with the defaults of Pulumi.yaml but for what is given. */
export function shift(props: Readonly<Record<string, unknown>>): Shown {
  return { type: TRAFFIC_SHIFT, name: "traffic-shift", props: { phases, bake, slo, ...props } };
}
