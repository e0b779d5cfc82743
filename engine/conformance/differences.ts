import type { Trace } from "./comparable.ts";
import { isDefaultProvider, type StepEvent } from "./observation.ts";

/** In what the embedded engine differs from the CLI on purpose. The comparison passes over this, and only this. */
interface KnownDifference {
  readonly what: string;
  readonly why: string;
  /** @returns the CLI's trace as the embedded engine has it */
  readonly adapt: (cli: Trace, embedded: Trace) => Trace;
}

const MASK = "[secret]";

const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    what: "The manifest in the state names no version of Pulumi, and its checksum of the version is empty.",
    why: "The embedded engine is no version of Pulumi. The CLI reads such a state.",
    adapt: ({ deployment, ...cli }) => ({
      ...cli,
      deployment: { ...deployment, manifest: { ...deployment.manifest, magic: "", version: "" } },
    }),
  },
  {
    what: "The event log tells nothing of default providers.",
    why: "They are the engine's own business: the CLI neither shows nor counts them.",
    adapt: ({ steps, ...cli }) => ({ ...cli, steps: steps.filter(({ metadata }) => !isDefaultProvider(metadata)) }),
  },
  {
    what: 'The event log has "[secret]" where the CLI writes secrets in clear.',
    why: "Event logs are kept, and sent to others.",
    adapt: ({ steps, ...cli }, embedded) => ({ ...cli, steps: maskedLike(embedded.steps, steps) as Trace["steps"] }),
  },
  {
    what: "The event log leaves out properties whose name begins with `__`, as the code of a dynamic provider.",
    why: "They are between an SDK and its provider, and no display shows them.",
    adapt: ({ steps, ...cli }) => ({ ...cli, steps: steps.map(withoutInternalProperties) }),
  },
];

export function asTheEmbeddedEngineHasIt(cli: Trace, embedded: Trace): Trace {
  return KNOWN_DIFFERENCES.reduce((trace, { adapt }) => adapt(trace, embedded), cli);
}

function withoutInternalProperties({ kind, metadata }: StepEvent): StepEvent {
  const sides = (["old", "new"] as const).map((side) => {
    const state = metadata[side];
    if (!isObject(state)) return [side, state];
    const { inputs, outputs } = state;
    return [side, { ...state, inputs: withoutInternal(inputs), outputs: withoutInternal(outputs) }];
  });
  return { kind, metadata: { ...metadata, ...Object.fromEntries(sides) } };
}

function withoutInternal(properties: unknown): unknown {
  if (!isObject(properties)) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

/** What the CLI told, masked where the embedded engine masks. */
function maskedLike(embedded: unknown, cli: unknown): unknown {
  if (embedded === MASK) return MASK;
  if (Array.isArray(embedded) && Array.isArray(cli)) return cli.map((item, index) => maskedLike(embedded[index], item));
  if (!isObject(embedded) || !isObject(cli)) return cli;
  return Object.fromEntries(Object.entries(cli).map(([key, value]) => [key, maskedLike(embedded[key], value)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
