/** Where a release runs; the stack of an environment has its name. */
export const ENVIRONMENTS = ["local", "staging", "production"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** What stands before a variable's name where it is for one environment only. */
const PREFIXES: Readonly<Record<Environment, readonly string[]>> = {
  local: [""],
  staging: ["STAGING_", ""],
  production: ["PROD_", ""],
};

/** The variables that can name something in an environment, the most specific one first. */
export function variablesOf(environment: Environment, name: string): readonly string[] {
  return PREFIXES[environment].map((prefix) => `${prefix}${name}`);
}
