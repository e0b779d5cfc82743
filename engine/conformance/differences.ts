/** In what the embedded engine differs from the CLI on purpose, and why. The comparison passes over these, and only these. */
export interface KnownDifference {
  readonly what: string;
  readonly why: string;
}

const MASK = "[secret]";

export const KNOWN_DIFFERENCES = {
  manifest: {
    what: "The manifest in the state names no version of Pulumi, and its checksum is empty.",
    why: "The embedded engine is no version of Pulumi; the CLI reads such a state.",
  },
  secretsInEvents: {
    what: 'The event log has "[secret]" where the CLI writes secrets in clear.',
    why: "Event logs are kept and sent to others.",
  },
} as const satisfies Record<string, KnownDifference>;

/** What the CLI told, masked where the embedded engine masks. */
export function maskedLike(embedded: unknown, cli: unknown): unknown {
  if (embedded === MASK) return MASK;
  if (Array.isArray(embedded) && Array.isArray(cli)) return cli.map((item, index) => maskedLike(embedded[index], item));
  if (!isObject(embedded) || !isObject(cli)) return cli;
  return Object.fromEntries(Object.entries(cli).map(([key, value]) => [key, maskedLike(embedded[key], value)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
