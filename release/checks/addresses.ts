import { ReleaseError } from "../../errors/release-error.ts";
import { type Environment, variablesOf } from "../environment.ts";

/** What a check can be pointed at by a variable. */
export const URL_VARIABLES = {
  "automation-service": "AUTOMATION_URL",
  "ai-pipeline": "AI_PIPELINE_URL",
  frontend: "FRONTEND_URL",
  gateway: "KONG_URL",
  prometheus: "PROMETHEUS_URL",
} as const;

export type Place = keyof typeof URL_VARIABLES;

/** An address, and who named it: shown, so that nobody looks at one place and believes to look at another. */
export interface Address {
  /** Without a slash at the end. */
  readonly url: string;
  /** "STAGING_KONG_URL", "stack staging". */
  readonly from: string;
}

/**
 * The address that a variable gives to a place; undefined where none does. The form for the environment
 * (`STAGING_KONG_URL`, `PROD_KONG_URL`) comes before the plain one (`KONG_URL`). An empty variable counts as not set.
 *
 * @throws CHK001 for a value that is no http:// or https:// URL
 */
export function addressFromVariables(
  place: Place,
  environment: Environment,
  variables: Readonly<Record<string, string | undefined>>,
): Address | undefined {
  const name = variablesOf(environment, URL_VARIABLES[place]).find((candidate) => variables[candidate]);
  const value = name === undefined ? undefined : variables[name];
  if (name === undefined || value === undefined) return undefined;
  const parsed = URL.parse(value);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.search !== "" || parsed.hash !== "") {
    throw new ReleaseError(
      "CHK001",
      `${name} is ${JSON.stringify(value)}; it must be an http:// or https:// URL without query and fragment`,
    );
  }
  return { url: value.replace(/\/+$/, ""), from: name };
}

/** The error for places that nobody names. @param reason why the stack names none. */
export function missingAddresses(places: readonly Place[], environment: Environment, reason: string): ReleaseError {
  const variables = places.map((place) => variablesOf(environment, URL_VARIABLES[place]).join(" or "));
  return new ReleaseError(
    "CHK001",
    `no address of ${places.join(", ")} in ${environment}: ${reason}; deploy the stack, or set ${variables.join(", ")}`,
  );
}
