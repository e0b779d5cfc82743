import type { BakeSettings, Phase } from "../../gates/bake/decide.ts";
import type { SloLimits } from "../../gates/slo/limits.ts";
import type { Check, Outcome } from "../../gates/verdict.ts";
import type { Exposure, RevisionSet, Split } from "../exposure.ts";

/** Settings of the SLO watch, from stack config `gates.slo`. */
export interface SloSettings extends SloLimits {
  /** What a failed gate does with the weights: put them back, or leave them as they are; the update fails in both. */
  readonly onFailure: "abort" | "hold";
  /** The same for a gate that could not tell. `probe`: it first sends synthetic requests until there are enough; then `abort`. */
  readonly onInconclusive: "abort" | "hold" | "probe";
  /** Synthetic requests a second, and at most. */
  readonly probesPerSecond: number;
  readonly maxProbes: number;
  /** The gate says what it would have decided, and passes whatever that is. */
  readonly dryRun: boolean;
  /** How long a move is watched, in seconds. */
  readonly windowSeconds: number;
  /** Between two looks at Prometheus, in seconds. */
  readonly pollSeconds: number;
  /** Between two scrapes of Prometheus, in seconds. */
  readonly scrapeSeconds: number;
}

export interface TrafficShiftInputs {
  /** Base URL of Kong's Admin API. */
  readonly admin: string;
  /** Base URL of the gateway's proxy. */
  readonly proxy: string;
  /** Where executing needs a token, and the gates may have to: what theirs are signed by. A secret. */
  readonly jwtSecret?: string;
  /** Base URL of Prometheus. */
  readonly prometheus: string;
  /** Base URL of a Pushgateway for the gate's numbers; empty for none. */
  readonly pushgateway: string;
  /** Run folder of the stack. */
  readonly home: string;
  readonly exposure: Exposure;
  /** The set that is kept warm at weight 0, if any; it says what undoing a promotion would need. */
  readonly previous?: RevisionSet;
  /** Which sets have FEATURE_BYPASS_LLM on, for the policies: a revision's name does not tell. */
  readonly bypassLlm: { readonly stable: boolean; readonly canary?: boolean };
  /**
   * The share that revisions have passed with before, in points of 100. Not from the program: `check` takes it from state,
   * so that policies, which see inputs alone, judge a step as a preview can. Absent: nothing was ever deployed.
   */
  readonly reached?: Readonly<Record<string, number>>;
  /** `host:port` by revision, for every revision that config names. */
  readonly targets: Readonly<Record<string, string>>;
  /** Service key whose metrics show how executions go. */
  readonly judgedService: string;
  /** From the exposure ceiling: changes when it has intervened. */
  readonly ceilingRun: number;
  readonly phases: readonly Phase[];
  readonly bake: BakeSettings;
  readonly slo: SloSettings;
  /** How long a weight may take to reach every node of the gateway, in seconds. */
  readonly propagationSeconds: number;
  /** Paths of the main routes, for knowing that the gateway has forgotten them. */
  readonly paths: readonly string[];
}

export interface TrafficShiftOutputs {
  /** The split that passed last: weights by revision by service key. Never what was merely tried. */
  readonly passed: Split;
  /** The canary's share that passed last. */
  readonly exposedPercent: number;
  /** Since when this exposure has stood, ISO 8601. */
  readonly since: string;
  /** "not needed": nothing was newly exposed. Other than "pass": `gates.slo.dryRun` let it through. */
  readonly outcome: Outcome | "not needed";
  /** What the watch of this exposure saw; none where nothing was newly exposed. */
  readonly checks: readonly Check[];
}

export type TrafficShiftProps = TrafficShiftInputs & TrafficShiftOutputs;
