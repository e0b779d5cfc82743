import type { Trace } from "./comparable.ts";
import { isDefaultProvider } from "./observation.ts";

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
];

export function asTheEmbeddedEngineHasIt(cli: Trace, embedded: Trace): Trace {
  return KNOWN_DIFFERENCES.reduce((trace, { adapt }) => adapt(trace, embedded), cli);
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
