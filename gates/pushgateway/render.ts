import { type Check, OUTCOMES, type Outcome } from "../verdict.ts";

/** Where a gate stands, or what it has decided. */
export interface GateState {
  /** Absent while it watches. */
  readonly outcome?: Outcome;
  readonly checks: readonly Check[];
}

interface Metric {
  readonly name: string;
  readonly help: string;
  of(check: Check): number | undefined;
}

const METRICS: readonly Metric[] = [
  {
    name: "release_gate_check_value",
    help: "What a check of a gate saw: a share of bad requests, 0 to 1.",
    of: ({ ratio }) => ratio?.value,
  },
  {
    name: "release_gate_check_limit",
    help: "What that share must stay below.",
    of: ({ ratio }) => ratio?.limit,
  },
  {
    name: "release_gate_check_samples",
    help: "Requests that the value rests on.",
    of: ({ samples }) => samples,
  },
  {
    name: "release_gate_check_e_value",
    help: "How many times likelier what was seen is if the check should fail.",
    of: ({ eValue }) => eValue,
  },
  {
    name: "release_gate_check_e_value_limit",
    help: "The e-value from which on the check fails.",
    of: ({ eValueLimit }) => eValueLimit,
  },
];

/**
 * A gate's numbers in the text format that Prometheus and the Pushgateway read
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). `release_gate_outcome` is 1 for the outcome that a gate has
 * decided for and 0 for the others; it is missing while the gate watches.
 */
export function renderGate({ outcome, checks }: GateState): string {
  const families = METRICS.flatMap(({ name, help, of }) => {
    const samples = checks.flatMap((check) => {
      const value = of(check);
      return value === undefined ? [] : [`${name}{check="${escapeLabel(check.name)}"} ${value}`];
    });
    return samples.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples];
  });
  const name = "release_gate_outcome";
  const decided =
    outcome === undefined
      ? []
      : [
          `# HELP ${name} 1 for what the gate has decided.`,
          `# TYPE ${name} gauge`,
          ...OUTCOMES.map((each) => `${name}{outcome="${each}"} ${each === outcome ? 1 : 0}`),
        ];
  return [...families, ...decided, ""].join("\n");
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
