/** How seriously a policy is taken. A remediating one changes inputs, and is mandatory where they still violate it. */
export const ENFORCEMENT_LEVELS = ["advisory", "mandatory", "remediate", "disabled"] as const;

export type EnforcementLevel = (typeof ENFORCEMENT_LEVELS)[number];

export type Severity = "low" | "medium" | "high" | "critical";

export function isEnforcementLevel(value: unknown): value is EnforcementLevel {
  return ENFORCEMENT_LEVELS.some((level) => level === value);
}

/** A policy as its pack describes it. */
export interface Policy {
  readonly name: string;
  readonly level: EnforcementLevel;
  /** What it judges; undefined when an old SDK does not say. */
  readonly judges: "resource" | "stack" | undefined;
  readonly severity: Severity | undefined;
  /** JSON Schema of what may be configured; undefined when anything may. */
  readonly configSchema: ConfigSchema | undefined;
}

export interface ConfigSchema {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required: readonly string[];
}

/** What one policy is configured with. */
export interface PolicyConfig {
  /** Undefined: as the policy says. */
  readonly level: EnforcementLevel | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** By the policies' names; `all` stands for every policy. */
export type PackConfig = Readonly<Record<string, PolicyConfig>>;

/** What a pack says of itself. */
export interface PackDescription {
  readonly name: string;
  /** That of PulumiPolicy.yaml, else that of package.json; without a `v`. */
  readonly version: string;
  readonly policies: readonly Policy[];
  readonly supportsConfig: boolean;
  /** What the pack's own code configures. */
  readonly initialConfig: PackConfig;
}
